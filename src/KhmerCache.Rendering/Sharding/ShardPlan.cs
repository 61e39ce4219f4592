using System.Security.Cryptography;
using KhmerCache.Rendering.Locking;

namespace KhmerCache.Rendering.Sharding;

/// <summary>What shards are parts of: all markers that were made from the same corpora, fonts and settings by the same versions.</summary>
internal sealed class ShardPlan
{
    /// <summary>As many digits as nobody needs to tell the plans of one cache apart.</summary>
    private const int ShortLength = 12;

    private ShardPlan(FoundMarker[] markers)
    {
        Markers = markers;
        Id = Convert.ToHexStringLower(SHA256.HashData(LockJson.Write(markers[0].Marker.ToLock())));
        Set = ShardSet.Find(markers, out var missing);
        Missing = missing;
    }

    /// <summary>The SHA-256 of what it is made from.</summary>
    public string Id { get; }

    /// <summary>What messages call it, and <c>--plan</c> takes.</summary>
    public string Name => Id[..ShortLength];

    /// <summary>The markers, by shard.</summary>
    public FoundMarker[] Markers { get; }

    /// <summary>Its shards; null where some are missing.</summary>
    public ShardSet? Set { get; }

    /// <summary>Which are missing.</summary>
    public Diagnostic? Missing { get; }

    /// <summary>What it is a later or earlier state of, if corpora, fonts or versions have changed.</summary>
    public string Settings => ShardMarkers.SettingsOf(Markers[0].Marker);

    /// <summary>All plans that markers tell of: first the one that has most of them.</summary>
    public static ShardPlan[] AllOf(IEnumerable<FoundMarker> markers) =>
    [
        .. markers.GroupBy(found => found.Marker.InputsText(), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Min(found => found.Marker.Shard.Index)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ShardPlan([.. group.OrderBy(found => found.Marker.Shard.Index)])),
    ];

    /// <summary>How another plan differs.</summary>
    /// <param name="one">What this is called.</param>
    /// <param name="other">The other plan.</param>
    /// <param name="otherName">What that is called.</param>
    /// <param name="remedy">What to do.</param>
    public IEnumerable<Diagnostic> Differences(string one, ShardPlan other, string otherName, string remedy) =>
        new Drift(other.Markers[0].Path, projectDirectory: null, DriftWords.OfShards(one, otherName, remedy)).OfInputs(Markers[0].Marker.ToLock(), other.Markers[0].Marker.ToLock());
}
