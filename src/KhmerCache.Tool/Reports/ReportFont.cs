namespace KhmerCache.Tool.Reports;

/// <summary>The Khmer font that pages of reports carry: a file beside the program, with its licence, so that one copy serves the program for every system.</summary>
internal static class ReportFont
{
    private const string FileName = "noto-sans-khmer-regular.ttf";

    /// <summary>The bytes of the font.</summary>
    /// <exception cref="KhmerCacheException">It is not beside the program.</exception>
    public static byte[] Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "report", FileName);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Internal, $"The font of the report can't be read: {exception.Message} Install the tool again.", path, innerException: exception);
        }
    }
}
