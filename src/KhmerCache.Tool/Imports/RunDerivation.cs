using KhmerCache.Glyphs;
using KhmerCache.Rendering;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// The glyph runs of pictures: a text is drawn again in its font, and where every pixel comes out the same, the run stands for the picture.
/// A font is decided upon once for each path and height (<see cref="Begin"/>); after that, several threads may derive.
/// </summary>
internal sealed class RunDerivation(LineRenderer renderer, FontMatch fonts, CacheReader cache, Action<Diagnostic> log)
{
    /// <summary>Fonts and heights that an import takes: each is a recipe of the manifest. All the Khmer fonts there are, at several heights.</summary>
    public const int MostStyles = 1024;

    private readonly Dictionary<(string FontPath, int ImageHeight), FontDescriptor?> _styles = [];

    /// <summary>Takes note of a font and a height; false where there are too many of them already.</summary>
    /// <exception cref="KhmerCacheException">The font that was given for it can't be read.</exception>
    public bool Begin(string fontPath, int imageHeight)
    {
        if (_styles.ContainsKey((fontPath, imageHeight)))
        {
            return true;
        }

        if (_styles.Count == MostStyles)
        {
            return false;
        }

        _styles[(fontPath, imageHeight)] = ChooseFont(fontPath, imageHeight);
        return true;
    }

    /// <summary>The run of a picture, with the masks that draw it; null where it has to stay pixels.</summary>
    public (ImageEntry Image, IReadOnlyList<KeyValuePair<GlyphKey, GlyphMask>> Masks)? Find(EntryMetadata metadata, LineImage picture) =>
        _styles[(metadata.FontPath, metadata.ImageHeight)] is { } font
        && renderer.TryRender(metadata.Text, font, metadata.ImageHeight, out var line, out _)
        && line.Image.Width == picture.Width && line.Image.Pixels.SequenceEqual(picture.Pixels)
            ? (new ImageEntry(line.Recipe! with { FontPath = metadata.FontPath }, line.Run), line.Masks)
            : null;

    private FontDescriptor? ChooseFont(string fontPath, int imageHeight)
    {
        if (imageHeight is < LineStyle.MinImageHeight or > LineStyle.MaxImageHeight || fonts.Find(fontPath) is not { } font)
        {
            return null;
        }

        // What the cache shows of this font must not become stale, nor be drawn by other masks, because of what comes in.
        var recipe = renderer.GetRecipe(font, imageHeight) with { FontPath = fontPath };
        var valid = cache.Valid.FirstOrDefault(valid => !valid.IsPixels && (valid.FontPath, valid.ImageHeight) == (fontPath, imageHeight));
        if (valid is null || (valid == recipe && (cache.Manifest?.RasterizerOf(valid) ?? GlyphRasterizer.Version) == GlyphRasterizer.Version))
        {
            return font;
        }

        log(new Diagnostic(
            DiagnosticSeverity.Warning,
            DiagnosticCodes.Stale,
            $"Pictures in this font stay pixels: what the cache holds of '{fontPath}' at {imageHeight} px was made from another version of the font, or by another renderer. Run 'khmercache pregenerate' first, or import into an empty cache.",
            font.FilePath));
        return null;
    }
}
