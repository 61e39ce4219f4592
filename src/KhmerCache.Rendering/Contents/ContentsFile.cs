using System.Text;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Contents;

/// <summary>What fonts and corpora hold, for the source generator, which reads neither: the names of the fonts and the characters of the labels. A line each, with tabs between the fields.</summary>
internal static class ContentsFile
{
    private const int FormatVersion = 1;

    private static readonly char[] Separators = ['\t', '\r', '\n'];

    /// <summary>Writes the file, unless it holds that already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fonts">The fonts.</param>
    /// <param name="vocabulary">The characters of the labels, as <see cref="CharacterSet"/> writes them.</param>
    /// <exception cref="KhmerCacheException">The path of a font can't stand in a line.</exception>
    public static void Write(string path, IEnumerable<FontDescriptor> fonts, string vocabulary)
    {
        var text = new StringBuilder();
        AppendLine(text, "format", $"{FormatVersion}");
        foreach (var font in fonts.OrderBy(font => font.Path, StringComparer.Ordinal))
        {
            var names = FontNames.Of(font);
            AppendLine(text, "font", KeyPathOf(font), names.Family, names.Style);
        }

        AppendLine(text, "vocabulary", vocabulary);
        WholeFile.WriteIfDifferent(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string KeyPathOf(FontDescriptor font) => font.Path.IndexOfAny(Separators) < 0
        ? font.Path
        : throw new KhmerCacheException(DiagnosticCodes.Configuration, "The path of the font has a tab or a line break in it, which --contents can't write. Rename it.", font.FilePath);

    private static void AppendLine(StringBuilder text, params string[] fields) => text.AppendJoin('\t', fields).Append('\n');
}
