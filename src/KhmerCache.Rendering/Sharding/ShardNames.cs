using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Sharding;

/// <summary>What shards are called in messages: <c>shard 3 of 8</c>, <c>shards 1-2, 4 of 8</c>.</summary>
internal static class ShardNames
{
    /// <summary>Names the shards that markers are of.</summary>
    public static string Of(params FoundMarker[] shards) => string.Join(
        " and ", shards.GroupBy(found => found.Marker.Shard.Count).OrderBy(group => group.Key).Select(group => Of(group.Select(found => found.Marker.Shard.Index), group.Key)));

    /// <summary>Names some shards.</summary>
    /// <param name="indices">Which, from 1; at least one.</param>
    /// <param name="count">How many there are in all.</param>
    public static string Of(IEnumerable<int> indices, int count)
    {
        int[] rising = [.. indices.Distinct().Order()];
        var text = new StringBuilder(rising.Length == 1 ? "shard " : "shards ");
        for (var start = 0; start < rising.Length;)
        {
            var end = start + 1;
            while (end < rising.Length && rising[end] == rising[end - 1] + 1)
            {
                end++;
            }

            text.Append(CultureInfo.InvariantCulture, $"{(start > 0 ? ", " : "")}{rising[start]}");
            if (end > start + 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{rising[end - 1]}");
            }

            start = end;
        }

        return text.Append(CultureInfo.InvariantCulture, $" of {count}").ToString();
    }
}
