namespace KhmerCache.Storage.Packing;

/// <summary>What is wrong with a packed cache, as a diagnostic.</summary>
internal static class PackedError
{
    /// <summary>The error for a file that can't be used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is wrong, without a full stop.</param>
    /// <param name="innerException">What the system said, if it did.</param>
    public static KhmerCacheException Of(string path, string what, Exception? innerException = null) => new(
        DiagnosticCodes.PackedCacheNotUsable,
        $"The packed cache can't be used: {what.TrimEnd('.')}. Nothing of it was taken. Get the file again, or make it anew with 'khmercache pregenerate --pack FILE' or 'khmercache pack'.",
        path,
        innerException: innerException);

    /// <summary>Does what reads the file, and tells what the system says to it as such an error.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Of(path, exception.Message, exception);
        }
    }
}
