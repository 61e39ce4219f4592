namespace KhmerCache.Storage;

/// <summary>
/// Which images go. Images are ranked: 0 are stale ones, 1 those that no plan asks for, then follow those of the plan that was used longest ago, and so on; an image that
/// several plans ask for ranks with the one that was used last. All of a rank go before any of the next; of the last rank that goes, lines go in the order of their hashes.
/// </summary>
internal sealed class CleaningPlan
{
    private const int Stale = 0;
    private const int Unreferenced = 1;

    private readonly (string Name, PlanRecord Plan, Dictionary<Recipe, int> Fonts)[] _plans;
    private readonly IReadOnlySet<Recipe> _valid;
    private readonly SegmentMerger _merger;
    private readonly int _byHand;
    private readonly long[] _images;
    private readonly long[] _bytes;

    /// <summary>Ranks below this one go.</summary>
    private int _rank;

    /// <summary>Of that rank, lines with smaller hashes go; null where none does.</summary>
    private ulong? _firstKept;

    private long _freedOfRank;
    private long _masksCounted;

    /// <summary>Looks at all images.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="index">Its images.</param>
    /// <param name="glyphs">Its masks.</param>
    /// <param name="valid">The recipes that are shown.</param>
    /// <param name="maxBytes">The size to come to; null to drop all that no plan asks for, and nothing else.</param>
    public CleaningPlan(CacheFolder folder, SegmentIndex index, GlyphStore glyphs, IReadOnlySet<Recipe> valid, long? maxBytes)
    {
        _plans =
        [
            .. PlanRecords.ReadAll(folder).OrderBy(known => File.GetLastWriteTimeUtc(folder.PathOf(known.Name))).ThenBy(known => known.Name, StringComparer.Ordinal)
                .Select(known => (known.Name, known.Plan, known.Plan.FontsAmong(valid))),
        ];
        (_valid, _merger, _byHand) = (valid, new SegmentMerger([.. index.Segments]), Unreferenced + _plans.Length + 1);
        (_images, _bytes) = (new long[_byHand + 1], new long[_byHand + 1]);
        CountAll(glyphs);

        var size = CacheInventory.SizeOf(folder);
        var merged = size - BytesInSeveralSegments(index, glyphs);
        Drop(maxBytes is { } most ? merged - most : _bytes[Stale] + UnreferencedBytes);

        // Of a rank that is dropped in part, the images are counted line by line.
        var dropped = Enumerable.Range(0, _byHand).Select(rank => rank < _rank ? _images[rank] : rank == _rank && _firstKept is { } kept ? CountBefore(kept) : 0).ToArray();
        var freed = Enumerable.Range(0, _byHand).Sum(rank => rank < _rank ? _bytes[rank] : 0) + _freedOfRank;
        Report = new CleaningReport(
            size,
            dropped.Sum() > 0 ? merged - freed : size,
            dropped[Stale] + dropped[Unreferenced],
            dropped[(Unreferenced + 1)..].Sum(),
            _images.Sum() - dropped.Sum(),
            _images[_byHand]);

        // One whose images have gone with others' stays: it still tells what is asked for.
        LostPlans = [.. _plans.Where((_, place) => Unreferenced + 1 + place < _rank && _images[Unreferenced + 1 + place] > 0).Select(plan => plan.Name)];
    }

    /// <summary>What it comes to; the size afterwards is an estimate.</summary>
    public CleaningReport Report { get; }

    /// <summary>The images that are shown no more.</summary>
    public long StaleImages => _images[Stale];

    /// <summary>The plans all of whose own images go.</summary>
    public string[] LostPlans { get; }

    /// <summary>Whether anything goes.</summary>
    public bool Drops => Report.Unreferenced + Report.LeastRecentlyUsed > 0;

    // Where no plan is known, as in a cache that was compacted and not used since, nobody can say what is asked for.
    private long UnreferencedBytes => _plans.Length > 0 ? _bytes[Unreferenced] : 0;

    /// <summary>Whether an image stays, by the hash of its text and its recipe.</summary>
    public bool Keeps(ulong textHash, Recipe recipe) => RankOf(textHash, recipe) is var rank && (rank > _rank || (rank == _rank && textHash >= (_firstKept ?? 0)));

    /// <summary>What goes when segments are merged: images and masks that stand in several of them.</summary>
    private long BytesInSeveralSegments(SegmentIndex index, GlyphStore glyphs) =>
        index.Segments.Sum(segment => segment.BytesOfRows) + glyphs.BytesInSegments - (_bytes.Sum() + glyphs.BytesOfAll - _masksCounted);

    private void CountAll(GlyphStore glyphs)
    {
        var lastRanks = new Dictionary<(string Font, int Size), int>();
        foreach (var line in _merger.Lines)
        {
            // The text goes with the last of its images, and the masks of a font with the last of its.
            var last = 0;
            foreach (var image in line.Images)
            {
                var (rank, font) = (RankOf(line.TextHash, image.Recipe), (image.Recipe.FontSha256, image.Recipe.FontSize));
                _images[rank]++;
                _bytes[rank] += image.Bytes;
                last = Math.Max(last, rank);
                lastRanks[font] = Math.Max(rank, lastRanks.GetValueOrDefault(font));
            }

            _bytes[last] += BytesOfText(line);
        }

        foreach (var ((font, size), last) in lastRanks)
        {
            var masks = glyphs.BytesOf(font, size);
            _bytes[last] += masks;
            _masksCounted += masks;
        }
    }

    private int RankOf(ulong textHash, Recipe recipe)
    {
        if (recipe.IsPixels)
        {
            return _byHand;
        }

        for (var plan = _plans.Length - 1; plan >= 0 && _valid.Contains(recipe); plan--)
        {
            if (_plans[plan].Fonts.TryGetValue(recipe, out var font) && _plans[plan].Plan.AsksFor(textHash, font))
            {
                return Unreferenced + 1 + plan;
            }
        }

        return _valid.Contains(recipe) ? Unreferenced : Stale;
    }

    private static int BytesOfText(in MergedLine line) => line.TextUtf8.Length + LineSegment.BytesPerLine;

    private void Drop(long excess)
    {
        for (; _rank < _byHand && excess > 0; _rank++)
        {
            if (_bytes[_rank] > excess)
            {
                Cut(excess);
                return;
            }

            excess -= _bytes[_rank];
        }
    }

    /// <summary>Finds the hash that lines of the rank stay from, so that those before it take what is left to free.</summary>
    private void Cut(long excess)
    {
        foreach (var line in _merger.Lines)
        {
            if (_freedOfRank >= excess)
            {
                _firstKept = line.TextHash;
                return;
            }

            var (rank, last) = (0, 0);
            foreach (var image in line.Images)
            {
                rank = RankOf(line.TextHash, image.Recipe);
                last = Math.Max(last, rank);
                _freedOfRank += rank == _rank ? image.Bytes : 0;
            }

            _freedOfRank += last == _rank ? BytesOfText(line) : 0;
        }

        // All of them, and with them the masks of some font.
        _freedOfRank = 0;
        _rank++;
    }

    private long CountBefore(ulong hash) => _merger.Lines.TakeWhile(line => line.TextHash < hash).Sum(line =>
    {
        var textHash = line.TextHash;
        return (long)line.Images.Count(image => RankOf(textHash, image.Recipe) == _rank);
    });
}
