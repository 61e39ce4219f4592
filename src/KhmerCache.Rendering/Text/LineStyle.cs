using System.Globalization;
using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>A font at an image height: the size and the baseline that all its lines share.</summary>
internal sealed class LineStyle
{
    /// <summary>Changes whenever the same text would come out elsewhere: part of every recipe.</summary>
    public const int LayoutVersion = 2;

    /// <summary>What the shaper puts where a mark has no base.</summary>
    public const char DottedCircleSign = '\u25CC';

    /// <summary>Joins the consonant that follows as a subscript; never seen by itself.</summary>
    public const char CoengSign = '\u17D2';

    public const int MinImageHeight = 16;
    public const int MaxImageHeight = 256;
    public const int DefaultImageHeight = 32;

    /// <summary>White rows that stay above and below the ink, so that a cut would show.</summary>
    public const int WhiteRows = 1;

    /// <summary>What draws lines here, as recipes name it.</summary>
    public static string Renderer { get; } = $"{FontFace.ShaperVersion}, layout {LayoutVersion}";

    private LineStyle(FontFace font, Recipe recipe)
    {
        (Font, Recipe) = (font, recipe);
        DottedCircle = font.GlyphOf(DottedCircleSign);
        Coeng = font.GlyphOf(CoengSign);
    }

    public FontFace Font { get; }

    public Recipe Recipe { get; }

    public int ImageHeight => Recipe.ImageHeight;

    /// <summary>The glyph that the shaper puts into broken clusters; 0 where the font has none, and they show as they are.</summary>
    public ushort DottedCircle { get; }

    /// <summary>The glyph of a coeng that could not be joined with what follows; 0 where the font has none.</summary>
    public ushort Coeng { get; }

    /// <summary>White columns on either side of the ink: 5 at a height of 32, as in the Python system.</summary>
    public int Margin => Math.Max(1, ImageHeight * 5 / 32);

    /// <summary>Chooses the largest size at which the ink of ordinary text fits into the height.</summary>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height of the images in pixels.</param>
    /// <param name="known">Recipes that were made so before. One of these very bytes, of this height and renderer is what would come out again.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is not within 16 to 256.</exception>
    /// <exception cref="KhmerCacheException">The font has no ink for any ordinary text.</exception>
    public static LineStyle Create(FontFace font, int imageHeight, IReadOnlyList<Recipe>? known = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, MinImageHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(imageHeight, MaxImageHeight);
        foreach (var recipe in known ?? [])
        {
            if (recipe.FontSha256 == font.Sha256 && recipe.ImageHeight == imageHeight && recipe.UnitsPerEm == font.UnitsPerEm && recipe.Renderer == Renderer
                && recipe.FontSize is > 0 and <= ushort.MaxValue && recipe.Baseline >= WhiteRows && recipe.Baseline <= imageHeight - WhiteRows)
            {
                return new LineStyle(font, recipe with { FontPath = font.Descriptor.Path });
            }
        }

        return Measure(font, imageHeight);
    }

    private static LineStyle Measure(FontFace font, int imageHeight)
    {
        var (top, bottom) = FontExtents.Measure(font);
        if (top <= bottom)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NotAFont, "The font has glyphs neither for Khmer nor for Latin letters. Take it out of the fonts.", font.Descriptor.FilePath);
        }

        var room = imageHeight - 2 * WhiteRows;
        var size = (int)((long)room * 64 * font.UnitsPerEm / (top - bottom));
        while (size > 0 && Rows(size, font.UnitsPerEm, top, bottom) > room)
        {
            size--;
        }

        // Real fonts need at least a third of the height for an em; what is far from that has damaged figures, and would show specks.
        if (size < room * 64 / 10 || size > ushort.MaxValue)
        {
            throw font.Fault(string.Create(
                CultureInfo.InvariantCulture, $"The font's ink reaches {(double)(top - bottom) / font.UnitsPerEm:F2} em, which no sound font's does."));
        }

        var baseline = WhiteRows + FontScale.Create(size, font.UnitsPerEm).CeilingToPixel(top);
        var recipe = new Recipe(
            font.Descriptor.Path, imageHeight, font.Sha256, font.UnitsPerEm, size, baseline, Renderer);
        return new LineStyle(font, recipe);
    }

    private static int Rows(int size, int unitsPerEm, int top, int bottom)
    {
        var scale = FontScale.Create(size, unitsPerEm);
        return scale.CeilingToPixel(top) - scale.FloorToPixel(bottom);
    }
}
