namespace KhmerCache.Storage;

/// <summary>
/// The line segments of a cache that is a copy of a remote one, and may not be there yet: from a text and a recipe to the place of the image. A search waits for the segments that may
/// hold the text, and finds what it would find if all of them were there.
/// </summary>
internal sealed class ArrivingLines : IDisposable
{
    private readonly SegmentSlot[] _slots;
    private readonly HashRangeIndex _ranges;
    private readonly Dictionary<Recipe, int> _recipeIds;
    private readonly ISegmentSource _source;
    private readonly bool _missesWhatFails;

    /// <param name="folder">The folder.</param>
    /// <param name="manifest">What is to be there.</param>
    /// <param name="source">Brings it; disposed of with this.</param>
    /// <param name="missesWhatFails">Whether an image whose segment can't be had counts as a miss, which somebody else draws; otherwise it is an error.</param>
    public ArrivingLines(CacheFolder folder, Manifest manifest, ISegmentSource source, bool missesWhatFails)
    {
        (_source, _missesWhatFails) = (source, missesWhatFails);
        Valid = [.. manifest.Recipes.Select(recipe => recipe.ToRecipe())];
        _recipeIds = Valid.Index().ToDictionary(recipe => recipe.Item, recipe => recipe.Index);
        _slots = [.. manifest.Segments.Where(segment => CacheFolder.IsLines(segment.File)).Select(segment => new SegmentSlot(folder, source, segment, IdOf))];
        _ranges = new HashRangeIndex(Array.ConvertAll(_slots, slot => slot.TextHashes));
        source.Start(_slots);
    }

    /// <summary>The recipes whose images count, as the manifest tells them.</summary>
    public IReadOnlyList<Recipe> Valid { get; }

    /// <summary>The id of a recipe; -1 for one that is not valid.</summary>
    public int IdOf(Recipe recipe) => _recipeIds.GetValueOrDefault(recipe, -1);

    public void Expect(HashRange textHashes) => _source.Expect(textHashes);

    /// <inheritdoc cref="CacheReader.TryFind(ulong, ReadOnlySpan{byte}, ReadOnlySpan{int}, out CachedImage, CancellationToken)"/>
    public bool TryFind(CacheReader reader, ulong textHash, ReadOnlySpan<byte> textUtf8, ReadOnlySpan<int> recipeIds, CancellationToken cancellationToken, out CachedImage image)
    {
        try
        {
            foreach (var id in recipeIds)
            {
                for (var place = _ranges.Next(textHash, -1); place >= 0; place = _ranges.Next(textHash, place))
                {
                    if (TryFindIn(_slots[_ranges[place]], reader, textHash, textUtf8, id, cancellationToken, out image))
                    {
                        return true;
                    }
                }
            }
        }
        catch (KhmerCacheException exception) when (_missesWhatFails && CanBeDrawn(exception))
        {
            // The source has told of it.
        }

        image = default;
        return false;
    }

    /// <summary>Whether an error is one of bringing a segment, so that a renderer can do without.</summary>
    public static bool CanBeDrawn(KhmerCacheException exception) =>
        exception.Diagnostic.Code is DiagnosticCodes.RemoteNotUsable or DiagnosticCodes.RemoteDamaged or DiagnosticCodes.CacheNotWritable or DiagnosticCodes.Damaged;

    public void Dispose()
    {
        _source.Dispose();
        Array.ForEach(_slots, slot => slot.Dispose());
    }

    private static bool TryFindIn(
        SegmentSlot slot, CacheReader reader, ulong textHash, ReadOnlySpan<byte> textUtf8, int recipeId, CancellationToken cancellationToken, out CachedImage image)
    {
        var segment = slot.Enter(cancellationToken);
        try
        {
            var line = segment.FindLine(textHash, textUtf8);
            var (next, end) = line < 0 ? (0, 0) : segment.ImagesOf(line);
            for (; next < end; next++)
            {
                var font = segment.FontOf(next);
                if ((uint)font < (uint)slot.RecipeIds.Length && slot.RecipeIds[font] == recipeId)
                {
                    image = new CachedImage(reader, segment, next, textHash, (ushort)segment.WidthOf(next), (ushort)font);
                    return true;
                }
            }
        }
        finally
        {
            slot.Leave();
        }

        image = default;
        return false;
    }
}
