using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A line and its images, on the way into a segment or out of it.</summary>
/// <param name="TextUtf8">The label in UTF-8.</param>
/// <param name="Images">Its images, in any order, at most one per recipe.</param>
internal sealed record LineEntry(byte[] TextUtf8, IReadOnlyList<ImageEntry> Images)
{
    public ulong TextHash { get; } = Storage.TextHash.Of(TextUtf8);
}

/// <summary>One image of a line: a glyph run, or pixels where it has none.</summary>
/// <param name="Recipe">Which font, and how made.</param>
/// <param name="Run">The run; meaningless where <paramref name="Pixels"/> are given.</param>
/// <param name="Pixels">The pixels of a picture put in by hand, or null.</param>
internal readonly record struct ImageEntry(Recipe Recipe, GlyphRun Run, LineImage? Pixels = null)
{
    /// <summary>A picture that weighs as much as a glyph run: about a hundred bytes when packed.</summary>
    private const int PixelsPerRun = 128;

    public int Width => Pixels?.Width ?? Run.Width;

    /// <summary>How much the image counts when lines are cut into segments, in glyph runs.</summary>
    public int Weight => Pixels is null ? 1 : 1 + Pixels.Pixels.Length / PixelsPerRun;
}
