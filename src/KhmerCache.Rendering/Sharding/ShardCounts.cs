using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>How many images each shard has, and the sums of their hashes, from the rows themselves.</summary>
/// <param name="recipes">The recipes that count.</param>
/// <param name="count">How many shards there are.</param>
internal sealed class ShardCounts(IReadOnlyList<Recipe> recipes, int count)
{
    private readonly Dictionary<Recipe, long> _seeds = recipes.ToDictionary(recipe => recipe, EntryHash.SeedOf);
    private readonly long[] _images = new long[count + 1];
    private readonly UInt128[] _sums = new UInt128[count + 1];

    /// <summary>Where only the images count that a plan asks for.</summary>
    public PlanRecord? Plan { get; init; }

    /// <summary>What a shard has.</summary>
    /// <param name="shard">Which, from 1.</param>
    public (long Images, UInt128 Sum) Of(int shard) => (_images[shard], _sums[shard]);

    /// <summary>Counts.</summary>
    /// <exception cref="KhmerCacheException">A row is damaged, or there are two pictures of one recipe.</exception>
    public void Add(SegmentIndex index)
    {
        var fonts = Plan?.FontsAmong(recipes);
        foreach (var line in new SegmentMerger([.. index.Segments]).Lines)
        {
            var (textHash, shard) = (line.TextHash, Shard.IndexOf(line.TextHash, count));
            line.CheckConflicts(_seeds.ContainsKey);
            foreach (var image in line.Images.Where(image => _seeds.ContainsKey(image.Recipe) && IsAsked(textHash, image.Recipe)))
            {
                _images[shard]++;
                _sums[shard] += EntryHash.Of(line.TextUtf8, image.Read(), _seeds[image.Recipe]);
            }
        }

        bool IsAsked(ulong textHash, Recipe recipe) => fonts is null || (fonts.TryGetValue(recipe, out var font) && Plan!.AsksFor(textHash, font));
    }
}
