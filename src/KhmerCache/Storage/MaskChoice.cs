using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// Which rasteriser's masks show a recipe's images, and which masks those are. Computed from the segments themselves whenever a manifest is
/// written, so that it holds whatever other writers did meanwhile.
/// </summary>
internal sealed class MaskChoice
{
    private readonly GlyphStore _store;
    private readonly Dictionary<Recipe, HashSet<NeededMask>> _needed;
    private readonly Dictionary<Recipe, string?> _rasterizers;

    /// <param name="index">The segments.</param>
    /// <param name="store">The masks.</param>
    /// <param name="valid">The recipes whose images count.</param>
    /// <param name="preferred">The rasteriser to prefer for each recipe; others follow in ordinal order.</param>
    public MaskChoice(SegmentIndex index, GlyphStore store, IReadOnlyCollection<Recipe> valid, Func<Recipe, string?> preferred)
        : this(NeededBy(index, valid), store, preferred)
    {
    }

    /// <param name="needed">The masks that the images of each recipe need.</param>
    /// <param name="store">The masks.</param>
    /// <param name="preferred">The rasteriser to prefer for each recipe; others follow in ordinal order.</param>
    public MaskChoice(Dictionary<Recipe, HashSet<NeededMask>> needed, GlyphStore store, Func<Recipe, string?> preferred)
    {
        (_store, _needed) = (store, needed);
        var rasterizers = store.Rasterizers;
        _rasterizers = [];
        foreach (var (recipe, _) in needed)
        {
            var first = preferred(recipe);
            _rasterizers[recipe] = Array.IndexOf(rasterizers, first) >= 0 && IsComplete(recipe, first!) ? first : Array.Find(rasterizers, name => IsComplete(recipe, name));
        }
    }

    /// <summary>The rasteriser that has drawn all masks that a recipe's images need; null where none has.</summary>
    public string? RasterizerOf(Recipe recipe) => _rasterizers.GetValueOrDefault(recipe);

    /// <summary>The masks that show the images; those that are missing are left out.</summary>
    public IEnumerable<KeyValuePair<GlyphKey, GlyphMask>> ShownMasks()
    {
        var told = new HashSet<GlyphKey>();
        foreach (var (recipe, masks) in _needed)
        {
            foreach (var mask in masks)
            {
                if (_store.Find(recipe.FontSha256, recipe.ShrunkSize(mask.Shrink), mask.Glyph, _rasterizers[recipe]) is { } shown && told.Add(shown.Key))
                {
                    yield return shown;
                }
            }
        }
    }

    private static Dictionary<Recipe, HashSet<NeededMask>> NeededBy(SegmentIndex index, IReadOnlyCollection<Recipe> valid)
    {
        var needed = valid.Where(recipe => !recipe.IsPixels).ToDictionary(recipe => recipe, _ => new HashSet<NeededMask>());
        foreach (var segment in index.Segments)
        {
            foreach (var font in segment.Fonts)
            {
                if (needed.TryGetValue(font.Recipe, out var masks))
                {
                    foreach (var mask in font.Masks)
                    {
                        masks.Add(mask);
                    }
                }
            }
        }

        return needed;
    }

    private bool IsComplete(Recipe recipe, string rasterizer)
    {
        var drawn = _store.Masks;
        foreach (var mask in _needed[recipe])
        {
            if (!drawn.ContainsKey(new GlyphKey(recipe.FontSha256, rasterizer, (ushort)recipe.ShrunkSize(mask.Shrink), mask.Glyph)))
            {
                return false;
            }
        }

        return true;
    }
}
