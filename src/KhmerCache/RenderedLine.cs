using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache;

/// <summary>What a renderer made of a line: the picture, and how to store it.</summary>
public sealed class RenderedLine
{
    /// <summary>A picture without a glyph run, from a renderer of one's own. It is stored losslessly as pixels.</summary>
    /// <param name="image">The picture.</param>
    public RenderedLine(LineImage image) => Image = image;

    internal RenderedLine(LineImage image, Recipe recipe, GlyphRun run, IReadOnlyList<KeyValuePair<GlyphKey, GlyphMask>> masks)
        : this(image) => (Recipe, Run, Masks) = (recipe, run, masks);

    /// <summary>The picture.</summary>
    public LineImage Image { get; }

    /// <summary>How the run was made; null for a picture without one.</summary>
    internal Recipe? Recipe { get; }

    internal GlyphRun Run { get; }

    internal IReadOnlyList<KeyValuePair<GlyphKey, GlyphMask>> Masks { get; } = [];

    internal ImageEntry ToEntry(FontDescriptor font) => Recipe is null
        ? new ImageEntry(KhmerCache.Recipe.Pixels(font.Path, Image.Height), default, Image)
        : new ImageEntry(Recipe, Run);
}
