using System.Globalization;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>How many images each shard has, and the sums of their hashes, from the rows themselves.</summary>
/// <param name="recipes">The recipes that count.</param>
/// <param name="shards">The shards, in order: each has a range of hashes of its own.</param>
internal sealed class ShardCounts(IReadOnlyList<Recipe> recipes, ShardMarker[] shards)
{
    private readonly Dictionary<Recipe, long> _seeds = recipes.ToDictionary(recipe => recipe, EntryHash.SeedOf);
    private readonly (ulong First, ulong Last)[] _ranges = Array.ConvertAll(shards, shard => shard.FirstHash is null ? (ulong.MaxValue, 0UL) : (ParseHex(shard.FirstHash), ParseHex(shard.LastHash!)));
    private readonly long[] _images = new long[shards.Length];
    private readonly Hash128[] _sums = new Hash128[shards.Length];

    /// <summary>Where only the images count that a plan asks for.</summary>
    public PlanRecord? Plan { get; init; }

    /// <summary>What a shard has.</summary>
    /// <param name="shard">Which, from 1.</param>
    public (long Images, Hash128 Sum) Of(int shard) => (_images[shard - 1], _sums[shard - 1]);

    /// <summary>Counts.</summary>
    /// <exception cref="KhmerCacheException">A row is damaged, or there are two pictures of one recipe.</exception>
    public void Add(SegmentIndex index)
    {
        var fonts = Plan?.FontsAmong(recipes);
        var shard = 0;
        foreach (var line in new SegmentMerger([.. index.Segments]).Lines)
        {
            line.CheckConflicts(_seeds.ContainsKey);

            // Both are in the order of hashes. What lies between two shards is of lines that none of them has.
            var textHash = line.TextHash;
            while (shard < _ranges.Length && _ranges[shard].Last < textHash)
            {
                shard++;
            }

            if (shard == _ranges.Length || textHash < _ranges[shard].First)
            {
                continue;
            }

            foreach (var image in line.Images.Where(image => _seeds.ContainsKey(image.Recipe) && IsAsked(textHash, image.Recipe)))
            {
                _images[shard]++;
                _sums[shard] += EntryHash.Of(line.TextUtf8, image.Read(), _seeds[image.Recipe]);
            }
        }

        bool IsAsked(ulong textHash, Recipe recipe) => fonts is null || (fonts.TryGetValue(recipe, out var font) && Plan!.AsksFor(textHash, font));
    }

    private static ulong ParseHex(string hash) => ulong.Parse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
