namespace KhmerCache.Storage;

/// <summary>What goes wrong with a segment, as a diagnostic.</summary>
internal static class SegmentError
{
    /// <summary>What to do about damage that a reader has met. A disk that changes bytes leaves no trace that a build would see; the check leaves one.</summary>
    public const string Remedy = "Run 'khmercache validate', which finds all that is damaged, then 'khmercache pregenerate' to render it again.";

    /// <summary>The system does not let the file be read: that says nothing about what is in it, and nothing may be deleted for it.</summary>
    public static KhmerCacheException Unreadable(Exception exception, string path) => new(
        DiagnosticCodes.NoCache, $"The segment can't be read: {exception.Message}", path, innerException: exception);

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
