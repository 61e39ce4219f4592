using System.Security.Cryptography;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>
/// Masks of these fonts and sizes, among others, came out otherwise on arm64 than on x64 as long as SkiaSharp filled the outlines. Where a test fails after
/// an update of SkiaSharp, the outlines have changed: it is the new version's digest that belongs here.
/// </summary>
public sealed class TheSameMasksEverywhere
{
    [Theory]
    [InlineData("KhmerOSbattambang", 5580, "51a2a9da753e2a0a07800cf7def4a79fc5c48b87a64ffdba99e4bde809ad92f3")]
    [InlineData("KhmerOSmuollight", 5239, "519bc7f2cb47863a17711a195575757bdbf7fd7d5283771f4ed534e8fee5367a")]
    [InlineData("noto-serif-khmer-regular", 3093, "836594b0ad36665ad7efe57b1bfdc3a6d26d576e7386d59f31c79cd61608002f")]
    public void Masks_are_these_on_every_machine(string name, int size, string digest)
    {
        using var font = FontFace.Open(Repository.Font(name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (ushort glyph = 0; glyph < font.GlyphCount; glyph++)
        {
            hash.AppendData(GlyphRasterizer.Rasterize(font, glyph, size).Coverage);
        }

        Assert.Equal(("SkiaSharp 4.154.0, fill 1", digest), (GlyphRasterizer.Version, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }
}
