namespace KhmerCache.Storage;

/// <summary>The union of all line segments: from a text and a recipe to the place of the image.</summary>
internal sealed class SegmentIndex : IDisposable
{
    private readonly List<LineSegment> _segments = [];
    private readonly List<int[]> _recipeIdsOf = [];
    private readonly Dictionary<Recipe, int> _recipeIds = [];
    private readonly List<Recipe> _recipes = [];
    private HashRangeIndex? _ranges;

    public IReadOnlyList<LineSegment> Segments => _segments;

    /// <summary>All recipes that occur, valid or stale; a recipe's id is its place here.</summary>
    public IReadOnlyList<Recipe> Recipes => _recipes;

    /// <summary>Opens the named segments; one that can't be opened is left out and told to <paramref name="onDamaged"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="segments">Their names.</param>
    /// <param name="manifest">Tells what their outlines have to be; what it does not tell of is compared with its name.</param>
    /// <param name="onDamaged">Is told.</param>
    /// <param name="intact">Those that have been compared with their names already.</param>
    public static SegmentIndex Open(CacheFolder folder, IEnumerable<string> segments, Manifest? manifest, Action<string, Diagnostic>? onDamaged = null, IReadOnlySet<string>? intact = null)
    {
        var index = new SegmentIndex();
        foreach (var segment in segments)
        {
            try
            {
                index.Add(LineSegment.Open(folder.PathOf(segment), SegmentTrust.MarkOf(folder, manifest, segment, intact)));
            }
            catch (KhmerCacheException exception) when (SegmentError.IsLeftOut(exception, manifest))
            {
                onDamaged?.Invoke(segment, exception.Diagnostic);
            }
        }

        return index;
    }

    public void Add(LineSegment segment)
    {
        _segments.Add(segment);
        _recipeIdsOf.Add(Array.ConvertAll(segment.Fonts, font => IdOf(font.Recipe)));
        _ranges = null;
    }

    /// <summary>The id of a recipe; a new one for a recipe that does not occur yet.</summary>
    public int IdOf(Recipe recipe)
    {
        if (!_recipeIds.TryGetValue(recipe, out var id))
        {
            _recipeIds[recipe] = id = _recipes.Count;
            _recipes.Add(recipe);
        }

        return id;
    }

    /// <summary>Whether a segment may have a text of this hash; where none has, the text itself need not be known.</summary>
    public bool Holds(ulong textHash)
    {
        var ranges = Ranges;
        for (var place = ranges.Next(textHash, -1); place >= 0; place = ranges.Next(textHash, place))
        {
            if (_segments[ranges[place]].HoldsHash(textHash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the image of a text by the id of its recipe.</summary>
    public bool TryFind(ulong textHash, ReadOnlySpan<byte> textUtf8, int recipeId, out LineSegment segment, out int image)
    {
        var ranges = Ranges;
        for (var place = ranges.Next(textHash, -1); place >= 0; place = ranges.Next(textHash, place))
        {
            var (found, recipeIds) = (_segments[ranges[place]], _recipeIdsOf[ranges[place]]);
            var line = found.FindLine(textHash, textUtf8);
            if (line < 0)
            {
                continue;
            }

            var (next, end) = found.ImagesOf(line);
            for (; next < end; next++)
            {
                var font = found.FontOf(next);
                if ((uint)font < (uint)recipeIds.Length && recipeIds[font] == recipeId)
                {
                    (segment, image) = (found, next);
                    return true;
                }
            }
        }

        (segment, image) = (null!, -1);
        return false;
    }

    // Made by whoever looks for something first; several threads that do make the same.
    private HashRangeIndex Ranges => _ranges ??= new HashRangeIndex(Array.ConvertAll(_segments.ToArray(), segment => segment.TextHashes ?? HashRange.None));

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }
    }
}
