using System.Globalization;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>All shards of a whole, as their markers tell of them.</summary>
internal sealed class ShardSet
{
    private readonly FoundMarker[] _shards;
    private readonly FoundMarker[] _doubtful;

    private ShardSet(FoundMarker[] shards, FoundMarker[] doubtful) => (_shards, _doubtful) = (shards, doubtful);

    /// <summary>How many shards there are.</summary>
    public int Count => _shards.Length;

    /// <summary>The images that they have.</summary>
    public long Images => _shards.Sum(shard => shard.Marker.Images);

    /// <summary>The images that could not be made.</summary>
    public long Skipped => _shards.Sum(shard => shard.Marker.Skipped);

    /// <summary>How the images are made.</summary>
    public IReadOnlyList<Recipe> Recipes => [.. _shards.SelectMany(shard => shard.Marker.Recipes).Select(recipe => recipe.ToRecipe()).Distinct()];

    /// <summary>The rasteriser that has drawn the masks.</summary>
    public string Rasterizer => _shards[0].Marker.Renderer.Rasterizer;

    /// <summary>How much each split has.</summary>
    public IReadOnlyDictionary<string, SplitCount> Splits => _shards[0].Marker.Splits;

    /// <summary>Finds the shards of a whole, or tells which are missing. Markers of another division of it are no obstacle.</summary>
    /// <param name="markers">All markers of one plan; at least one.</param>
    /// <param name="problem">What is missing; null where nothing is.</param>
    public static ShardSet? Find(FoundMarker[] markers, out Diagnostic? problem)
    {
        problem = null;
        var divisions = markers.GroupBy(found => found.Marker.Shard.Count)
            .Select(group => (Count: group.Key, Missing: Enumerable.Range(1, group.Key).Except(group.Select(found => found.Marker.Shard.Index)).ToArray(), Shards: group.ToArray())).ToArray();
        var (count, missing, shards) = divisions.OrderBy(division => (double)division.Missing.Length / division.Count).ThenBy(division => division.Count).First();
        if (missing.Length > 0)
        {
            problem = new Diagnostic(
                DiagnosticSeverity.Error,
                DiagnosticCodes.ShardsIncomplete,
                $"The marker of {ShardNames.Of(missing, count)} is missing, so the whole is not complete. Wait until all are done, run {(missing.Length == 1 ? "it" : "them")} again (--shard {missing[0]}/{count}), or name with --input the folders that they filled.",
                Path.GetDirectoryName(shards[0].Path));
            return null;
        }

        var byIndex = shards.GroupBy(found => found.Marker.Shard.Index).OrderBy(group => group.Key).ToArray();
        return new ShardSet(
            [.. byIndex.Select(group => group.First())],
            [.. byIndex.Where(group => group.DistinctBy(found => (found.Marker.Images, found.Marker.EntrySum, found.Marker.ContentDigest)).Count() > 1).Select(group => group.Last())]);
    }

    /// <summary>Compares the images that there are with what the markers promise.</summary>
    /// <param name="index">All images.</param>
    /// <param name="planOf">The record of a plan by the content digest of what it asks for; null where there is none.</param>
    /// <exception cref="KhmerCacheException">A row is damaged, or there are two pictures of one recipe.</exception>
    public IReadOnlyList<Diagnostic> Verify(SegmentIndex index, Func<string, PlanRecord?> planOf)
    {
        var (images, sum) = ContentDigest.Sum(index, Recipes);
        if (_doubtful.Length == 0 && images.Values.Sum() == Images && sum == _shards.Aggregate(default(Hash128), (total, shard) => total + SumOf(shard)))
        {
            return [];
        }

        // Something is wrong, or there is more than was asked for: from here on, row by row.
        var counts = new ShardCounts(Recipes, [.. _shards.Select(shard => shard.Marker)]);
        counts.Add(index);
        var problems = _shards.Select(shard => Compare(shard, counts, index, planOf)).OfType<Diagnostic>().ToList();
        problems.AddRange(_doubtful.Select(shard => Error(
            shard, $"Two markers of {ShardNames.Of(shard)} tell of different images, although they were made from the same. Run 'khmercache validate --deep' on the caches that they come from, and delete the marker of the one that is wrong")));
        return problems;
    }

    private Diagnostic? Compare(FoundMarker shard, ShardCounts counts, SegmentIndex index, Func<string, PlanRecord?> planOf)
    {
        var (found, sum) = counts.Of(shard.Marker.Shard.Index);
        if (found > shard.Marker.Images)
        {
            if (planOf(shard.Marker.ContentDigest) is not { } plan)
            {
                return new Diagnostic(
                    DiagnosticSeverity.Warning,
                    DiagnosticCodes.ShardsIncomplete,
                    $"There are {Number(found - shard.Marker.Images)} images more than {ShardNames.Of(shard)} was asked for, from before or of another project, and no record tells which: that all of its {Number(shard.Marker.Images)} are among them could not be checked.",
                    shard.Path);
            }

            var asked = new ShardCounts(Recipes, [.. _shards.Select(known => known.Marker)]) { Plan = plan };
            asked.Add(index);
            (found, sum) = asked.Of(shard.Marker.Shard.Index);
        }

        return found != shard.Marker.Images
            ? Error(shard, $"{Capital(ShardNames.Of(shard))} has made {Number(shard.Marker.Images)} images, and {Number(found)} of them are here. Name the folder that it filled with --input, or run it again")
            : sum != SumOf(shard)
                ? Error(shard, $"{Capital(ShardNames.Of(shard))} has made other pictures than those that are here, although they are as many. Run it again")
                : null;
    }

    private static Diagnostic Error(FoundMarker shard, string message) =>
        new(DiagnosticSeverity.Error, DiagnosticCodes.ShardsIncomplete, string.Create(CultureInfo.InvariantCulture, $"{message} (--shard {shard.Marker.Shard}), then merge again."), shard.Path);

    private static Hash128 SumOf(FoundMarker shard) => Hash128.Parse(shard.Marker.EntrySum);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
