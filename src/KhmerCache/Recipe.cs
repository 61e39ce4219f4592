using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Glyphs;

namespace KhmerCache;

/// <summary>
/// How the images of one font at one height are made. A cached image is valid as long as its recipe is the one that rendering
/// now would follow: a font whose bytes have changed keeps its path, and so its cache keys, but gets another recipe.
/// </summary>
/// <param name="FontPath">The font's path as in cache keys; not part of <see cref="Id"/>.</param>
/// <param name="ImageHeight">The height of the images in pixels.</param>
/// <param name="FontSha256">The SHA-256 of the font file in lower-case hexadecimal; empty for pictures put in by hand.</param>
/// <param name="UnitsPerEm">Font units per em.</param>
/// <param name="FontSize">The size of the em in 1/64 pixel.</param>
/// <param name="Baseline">The baseline's distance from the top in pixels.</param>
/// <param name="Renderer">Shaper and layout with their versions, such as <c>HarfBuzz 8.3.1.5, layout 2</c>; <c>pixels</c> for pictures put in by hand.</param>
public sealed record Recipe(
    string FontPath, int ImageHeight, string FontSha256, int UnitsPerEm, int FontSize, int Baseline, string Renderer)
{
    private const string PixelRenderer = "pixels";

    /// <summary>The SHA-256 over everything but the font's path, in lower-case hexadecimal.</summary>
    public string Id
    {
        get
        {
            var canonical = string.Create(
                CultureInfo.InvariantCulture, $"{ImageHeight}|{FontSha256}|{UnitsPerEm}|{FontSize}|{Baseline}|{Renderer}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        }
    }

    /// <summary>Whether the images are pictures put in by hand, which no renderer can make again.</summary>
    public bool IsPixels => Renderer == PixelRenderer;

    /// <summary>Where glyphs of this recipe come to stand.</summary>
    internal FontScale Scale(int shrink) => FontScale.Create(ShrunkSize(shrink), UnitsPerEm);

    /// <summary>The size in 1/64 px of a line that had to be made smaller by <paramref name="shrink"/> steps of 1/64 to fit.</summary>
    internal int ShrunkSize(int shrink) => FontSize * (GlyphRun.ShrinkSteps - shrink) / GlyphRun.ShrinkSteps;

    /// <summary>The recipe of pictures put in by hand: they are what they are, and never stale.</summary>
    internal static Recipe Pixels(string fontPath, int imageHeight) => new(fontPath, imageHeight, "", 1, 0, 0, PixelRenderer);
}
