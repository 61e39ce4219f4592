using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A line and its images, on the way into a segment or out of it.</summary>
/// <param name="TextUtf8">The label in UTF-8.</param>
/// <param name="Images">Its images, in any order, at most one per recipe.</param>
internal sealed record LineEntry(byte[] TextUtf8, IReadOnlyList<ImageEntry> Images)
{
    public ulong TextHash { get; } = Storage.TextHash.Of(TextUtf8);

    /// <summary>How much the line counts when lines are cut into segments.</summary>
    public int Weight => Images.Sum(image => image.WeightOf(TextUtf8.Length));
}

/// <summary>One image of a line: a glyph run, or pixels where it has none.</summary>
/// <param name="Recipe">Which font, and how made.</param>
/// <param name="Run">The run; meaningless where <paramref name="Pixels"/> are given.</param>
/// <param name="Pixels">The pixels of a picture put in by hand, or null.</param>
internal readonly record struct ImageEntry(Recipe Recipe, GlyphRun Run, LineImage? Pixels = null)
{
    /// <summary>A picture that weighs as much as a glyph run: about a hundred bytes when packed.</summary>
    private const int PixelsPerRun = 128;

    /// <summary>A text that weighs as much as a short one: 85 characters of Khmer, more than most lines have.</summary>
    private const int BytesPerRun = 256;

    public int Width => Pixels?.Width ?? Run.Width;

    /// <summary>How much the run of a text counts when lines are cut into segments: long ones take more memory until they are laid out.</summary>
    /// <param name="textLength">The length of the text in UTF-8.</param>
    public static int WeightOfRun(int textLength) => 1 + textLength / BytesPerRun;

    /// <summary>How much a picture without run counts.</summary>
    /// <param name="pixels">How many pixels it has.</param>
    public static int WeightOfPicture(int pixels) => 1 + pixels / PixelsPerRun;

    /// <summary>How much the image counts when lines are cut into segments, in runs of short texts.</summary>
    /// <param name="textLength">The length of its text in UTF-8.</param>
    public int WeightOf(int textLength) => Pixels is null ? WeightOfRun(textLength) : WeightOfPicture(Pixels.Pixels.Length);
}
