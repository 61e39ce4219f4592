namespace KhmerCache.Storage;

/// <summary>What goes wrong with a segment, as a diagnostic.</summary>
internal static class SegmentError
{
    /// <summary>What to do about damage that a reader has met. A disk that changes bytes leaves no trace that a build would see; the check leaves one.</summary>
    public const string Remedy = "Run 'khmercache validate', which finds all that is damaged, then 'khmercache pregenerate' to render it again.";

    /// <summary>The system does not let the file be read: that says nothing about what is in it, and nothing may be deleted for it.</summary>
    public static KhmerCacheException Unreadable(Exception exception, string path) => new(
        DiagnosticCodes.NoCache, $"The segment can't be read: {exception.Message}", path, innerException: exception);

    /// <summary>What is said of a file that holds what its name says, and can't be opened all the same: nobody of this version has written it.</summary>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="path">The file.</param>
    public static Diagnostic Foreign(Diagnostic fault, string path) => fault.Code == DiagnosticCodes.UnknownFormatVersion
        ? new Diagnostic(DiagnosticSeverity.Warning, fault.Code, $"{fault.Message.Replace("The cache", "The segment", StringComparison.Ordinal)} It is not looked at, and stays where it is.", path)
        : new Diagnostic(DiagnosticSeverity.Warning, DiagnosticCodes.Orphaned, "The file holds what its name says, and is no segment of this kind all the same. It is not looked at, and stays where it is; move it away.", path);

    /// <summary>
    /// Whether a segment that can't be opened is left out, for what lies beside it. One of a later format version is, as long as there is a manifest of this version that tells what
    /// belongs to the cache; without one, nobody can know of which version the cache is.
    /// </summary>
    public static bool IsLeftOut(KhmerCacheException exception, Manifest? manifest) =>
        exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing || (exception.Diagnostic.Code == DiagnosticCodes.UnknownFormatVersion && manifest is not null);

    public static KhmerCacheException From(Exception exception, string path) => exception switch
    {
        KhmerCacheException known => known,
        FileNotFoundException or DirectoryNotFoundException => new KhmerCacheException(
            DiagnosticCodes.Missing, "The segment is missing. Run 'khmercache pregenerate' to render what it held.", path, innerException: exception),
        IOException or UnauthorizedAccessException => Unreadable(exception, path),
        _ => new KhmerCacheException(
            DiagnosticCodes.Damaged,
            $"The segment is damaged: {exception.Message.TrimEnd('.')}. {Remedy}",
            path,
            innerException: exception),
    };
}
