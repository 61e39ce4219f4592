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
    private readonly HashSet<Recipe> _valid;

    /// <summary>The highest rank of each recipe's images. Its masks go with those.</summary>
    private readonly Dictionary<Recipe, int> _lastRanks = [];
    private readonly int _byHand;

    /// <summary>Ranks below this one go.</summary>
    private int _rank;

    /// <summary>Of that rank, lines with smaller hashes go.</summary>
    private ulong _firstKept;

    /// <summary>Looks at all images.</summary>
    public CleaningPlan(CacheFolder folder, SegmentIndex index, GlyphStore glyphs, IReadOnlyCollection<Recipe> valid, long? maxBytes)
    {
        var size = CacheInventory.SizeOf(folder);
        _valid = [.. valid];
        _plans =
        [
            .. PlanRecords.ReadAll(folder).OrderBy(known => File.GetLastWriteTimeUtc(folder.PathOf(known.Name))).ThenBy(known => known.Name, StringComparer.Ordinal)
                .Select(known => (known.Name, known.Plan, FontsOf(known.Plan, valid))),
        ];
        _byHand = Unreferenced + _plans.Length + 1;

        var merger = new SegmentMerger([.. index.Segments]);
        var (images, bytes) = (new long[_byHand + 1], new long[_byHand + 1]);
        foreach (var line in merger.Lines)
        {
            Count(line, images, bytes);
        }

        foreach (var (recipe, last) in _lastRanks)
        {
            bytes[last] += glyphs.BytesOf(recipe.FontSha256, recipe.FontSize);
        }

        // Where no plan is known, as in a cache that was compacted and not used since, nobody can say what is asked for.
        var excess = maxBytes is { } most ? size - most : bytes[Stale] + (_plans.Length > 0 ? bytes[Unreferenced] : 0);
        var freed = 0L;
        while (_rank < _byHand && freed + bytes[_rank] <= excess)
        {
            freed += bytes[_rank++];
        }

        if (_rank < _byHand && freed < excess && maxBytes is not null)
        {
            freed += Cut(merger, excess - freed, bytes[_rank]);
        }

        var dropped = _firstKept == 0 ? 0 : CountCut(merger);
        var unreferenced = images[..Math.Min(_rank, Unreferenced + 1)].Sum() + (_rank <= Unreferenced ? dropped : 0);
        var used = _rank > Unreferenced + 1 ? images[(Unreferenced + 1).._rank].Sum() : 0;
        used += _rank > Unreferenced ? dropped : 0;
        Report = new CleaningReport(size, size - freed, unreferenced, used, images.Sum() - unreferenced - used, images[_byHand]);
        CutPlans = [.. _plans.Take(Math.Max(0, _rank - Unreferenced - (_firstKept == 0 ? 1 : 0))).Select(plan => plan.Name)];
    }

    /// <summary>What it comes to; the size afterwards is an estimate.</summary>
    public CleaningReport Report { get; }

    /// <summary>The plans that lose images.</summary>
    public string[] CutPlans { get; }

    /// <summary>Whether anything goes.</summary>
    public bool Drops => Report.Unreferenced + Report.LeastRecentlyUsed > 0;

    /// <summary>Whether an image stays, by the hash of its text and its recipe.</summary>
    public bool Keeps(ulong textHash, Recipe recipe) => RankOf(textHash, recipe) is var rank && (rank > _rank || (rank == _rank && textHash >= _firstKept));

    private static Dictionary<Recipe, int> FontsOf(PlanRecord plan, IReadOnlyCollection<Recipe> recipes)
    {
        var fonts = new Dictionary<Recipe, int>();
        foreach (var recipe in recipes)
        {
            var font = Array.FindIndex(plan.Facts.Recipes, asked => asked.FontPath == recipe.FontPath && asked.ImageHeight == recipe.ImageHeight && asked.Recipe == recipe.Id);
            if (font >= 0)
            {
                fonts[recipe] = font;
            }
        }

        return fonts;
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

    // The text goes with the last of its images.
    private void Count(in MergedLine line, long[] images, long[] bytes)
    {
        var last = 0;
        foreach (var image in line.Images)
        {
            var rank = RankOf(line.TextHash, image.Recipe);
            images[rank]++;
            bytes[rank] += image.Bytes;
            last = Math.Max(last, rank);
            _lastRanks[image.Recipe] = Math.Max(rank, _lastRanks.GetValueOrDefault(image.Recipe));
        }

        bytes[last] += BytesOfText(line);
    }

    private static int BytesOfText(in MergedLine line) => line.TextUtf8.Length + sizeof(ulong) + (2 * sizeof(int));

    /// <summary>Finds the hash that lines of the rank stay from, so that those before it take what is left to free.</summary>
    private long Cut(SegmentMerger merger, long excess, long bytesOfRank)
    {
        var freed = 0L;
        foreach (var line in merger.Lines)
        {
            if (freed >= excess)
            {
                _firstKept = line.TextHash;
                return freed;
            }

            var (images, bytes) = (new long[_byHand + 1], new long[_byHand + 1]);
            Count(line, images, bytes);
            freed += bytes[_rank];
        }

        // All of them, and with them the masks of some font.
        _rank++;
        return bytesOfRank;
    }

    private long CountCut(SegmentMerger merger)
    {
        var cut = 0L;
        foreach (var line in merger.Lines.TakeWhile(line => line.TextHash < _firstKept))
        {
            var hash = line.TextHash;
            cut += line.Images.Count(image => RankOf(hash, image.Recipe) == _rank);
        }

        return cut;
    }
}
