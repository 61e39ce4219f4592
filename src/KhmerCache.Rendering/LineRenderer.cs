using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;

namespace KhmerCache.Rendering;

/// <summary>
/// Draws text lines with HarfBuzz and SkiaSharp. A picture shows exactly what its label says: no missing glyph, no dotted circle, no cut ink.
/// Safe to use from several threads.
/// </summary>
public sealed class LineRenderer : ILineRenderer, IDisposable
{
    private readonly ConcurrentDictionary<(string FilePath, string Path, int ImageHeight), Lazy<LineStyle>> _styles = new();
    private readonly ConcurrentDictionary<GlyphKey, GlyphMask> _masks = new();
    private readonly ThreadLocal<LineShaper> _shapers = new(() => new LineShaper(), trackAllValues: true);
    private readonly Watchdog _watchdog;

    /// <summary>Makes a renderer that has no font open yet.</summary>
    public LineRenderer()
        : this(new Watchdog(Watchdog.DefaultLimit))
    {
    }

    /// <summary>A renderer whose steps are watched by whoever runs it.</summary>
    internal LineRenderer(Watchdog watchdog) => _watchdog = watchdog;

    /// <inheritdoc/>
    public Recipe GetRecipe(FontDescriptor font, int imageHeight) => StyleOf(font, imageHeight).Recipe;

    /// <inheritdoc/>
    public bool TryRender(
        string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out RenderedLine? line, [NotNullWhen(false)] out string? reason)
    {
        line = null;
        var style = StyleOf(font, imageHeight);
        GlyphRun run;
        using (_watchdog.Begin(font, text, static text => $"Shaping a line that begins with '{string.Concat(((string)text).Take(40))}'"))
        {
            if (!_shapers.Value!.TryShape(text, style, out run, out reason))
            {
                return false;
            }
        }

        var masks = MasksOf(run, style);
        line = new RenderedLine(Draw(run, style.Recipe, masks), style.Recipe, run, masks);
        return true;
    }

    /// <summary>Whether a font shows a text truthfully; nothing is drawn to find out.</summary>
    internal bool CanShow(string text, LineStyle style)
    {
        using var step = _watchdog.Begin(style.Font.Descriptor, text, static text => $"Shaping a line that begins with '{string.Concat(((string)text).Take(40))}'");
        return _shapers.Value!.TryShape(text, style, out RunPlace _, out _);
    }

    /// <summary>Closes the fonts.</summary>
    public void Dispose()
    {
        if (_watchdog.HasGivenUp)
        {
            // A thread that was left behind still uses them.
            return;
        }

        foreach (var style in _styles.Values.Where(style => style.IsValueCreated))
        {
            style.Value.Font.Dispose();
        }

        foreach (var shaper in _shapers.Values)
        {
            shaper.Dispose();
        }

        _shapers.Dispose();
    }

    /// <summary>Draws a run. The picture is what a reader of the cache composes, by the same code.</summary>
    internal static LineImage Draw(in GlyphRun run, Recipe recipe, IReadOnlyList<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        var atlas = new GlyphAtlas([.. masks.Select(mask => KeyValuePair.Create(mask.Key.Glyph, mask.Value))]);
        PositionedGlyph[] symbols = [.. run.Glyphs.Distinct()];
        var indices = symbols.Select((symbol, index) => (symbol, index)).ToDictionary(pair => pair.symbol, pair => pair.index);
        var bytes = new byte[GlyphRunCodec.MaxLength(run.Glyphs.Length)];
        var length = GlyphRunCodec.Encode(run, indices, bytes);
        var (position, pixels) = (0, new byte[run.Width * recipe.ImageHeight]);
        if (!GlyphRunCodec.TryReadHeader(bytes, ref position, out _, out var originX)
            || !LineComposer.TryCompose(bytes.AsSpan(0, length), position, originX, new GlyphTable(recipe, run.Shrink, symbols, atlas), run.Width, pixels))
        {
            throw new InvalidOperationException($"A line was laid out in {recipe.FontPath} with ink outside its picture.");
        }

        return new LineImage(run.Width, recipe.ImageHeight, pixels);
    }

    /// <summary>A font at a height, which is opened when it is first asked for.</summary>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height in pixels.</param>
    /// <param name="known">Recipes from before, as for <see cref="LineStyle.Create"/>.</param>
    internal LineStyle StyleOf(FontDescriptor font, int imageHeight, IReadOnlyList<Recipe>? known = null) => _styles.GetOrAdd(
        (font.FilePath, font.Path, imageHeight), _ => new Lazy<LineStyle>(() => OpenStyle(font, imageHeight, known))).Value;

    private LineStyle OpenStyle(FontDescriptor font, int imageHeight, IReadOnlyList<Recipe>? known)
    {
        using var step = _watchdog.Begin(font, font, static _ => "Opening and measuring the font");
        var face = FontFace.Open(font);
        try
        {
            return LineStyle.Create(face, imageHeight, known);
        }
        catch
        {
            face.Dispose();
            throw;
        }
    }

    private List<KeyValuePair<GlyphKey, GlyphMask>> MasksOf(in GlyphRun run, LineStyle style)
    {
        var size = (ushort)style.Recipe.ShrunkSize(run.Shrink);
        var masks = new List<KeyValuePair<GlyphKey, GlyphMask>>();
        foreach (var glyph in run.Glyphs.Select(glyph => glyph.Glyph).Distinct())
        {
            var key = new GlyphKey(style.Font.Sha256, GlyphRasterizer.Version, size, glyph);
            if (!_masks.TryGetValue(key, out var mask))
            {
                using var step = _watchdog.Begin(style.Font.Descriptor, glyph, static glyph => $"Drawing glyph {glyph}");
                _masks[key] = mask = GlyphRasterizer.Rasterize(style.Font, glyph, size);
            }

            masks.Add(new(key, mask));
        }

        return masks;
    }
}
