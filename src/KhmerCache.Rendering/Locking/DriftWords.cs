namespace KhmerCache.Rendering.Locking;

/// <summary>How a difference is told: between a lock and what is there now, or between two shards.</summary>
/// <param name="Verb">What has become of a thing that is on both sides.</param>
/// <param name="Values">Both of its values.</param>
/// <param name="Came">Of a thing that is only on the second side, by its value.</param>
/// <param name="Went">Of a thing that is only on the first side, by its value.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Code">The code of all differences; null where each kind has its own.</param>
internal sealed record DriftWords(string Verb, Func<string, string, string> Values, Func<string, string> Came, Func<string, string> Went, string Remedy, string? Code = null)
{
    /// <summary>The words for a lock.</summary>
    /// <param name="path">The lock's file.</param>
    public static DriftWords OfLock(string path) => new(
        "drifted",
        (before, now) => $"the lock has {before}, now it is {now}",
        now => $"is not in the lock: it is {now} now",
        before => $"is in the lock, as {before}, and is asked for no more",
        LockFile.Remedy(path));

    /// <summary>The words for two shards, or two sets of them that agree among themselves.</summary>
    /// <param name="one">What the first is called, such as <c>shard 1 of 8</c>.</param>
    /// <param name="other">What the second is called.</param>
    /// <param name="remedy">What to do.</param>
    public static DriftWords OfShards(string one, string other, string remedy) => new(
        "differs",
        (before, now) => $"in {one} it is {before}, in {other} {now}",
        now => $"is not in {one}, and is in {other}, as {now}",
        before => $"is in {one}, as {before}, and not in {other}",
        remedy,
        DiagnosticCodes.ShardsIncomplete);
}
