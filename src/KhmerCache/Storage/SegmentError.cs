namespace KhmerCache.Storage;

/// <summary>What goes wrong with a segment, as a diagnostic.</summary>
internal static class SegmentError
{
    public static KhmerCacheException From(Exception exception, string path) => exception switch
    {
        KhmerCacheException known => known,
        FileNotFoundException or DirectoryNotFoundException => new KhmerCacheException(
            DiagnosticCodes.Missing, "The segment is missing. Run 'khmercache pregenerate' to render what it held.", path, innerException: exception),
        _ => new KhmerCacheException(
            DiagnosticCodes.Damaged,
            $"The segment is damaged: {exception.Message.TrimEnd('.')}. Run 'khmercache pregenerate' to render what it held.",
            path,
            innerException: exception),
    };
}
