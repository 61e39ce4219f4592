using System.Buffers;
using System.Text;
using KhmerCache.Corpora;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Khmer clusters that are not encoded as they should be, by code point: shapers show a dotted circle for only a few of them. Each kind of fault is named once
/// a line, at the first place.
/// </summary>
internal sealed class KhmerClusterRule(bool isNormalized) : ILineRule
{
    private static readonly SearchValues<char> AboveU = SearchValues.Create("\u17B6\u17B7\u17B8\u17B9\u17BA\u17BE");

    public void Check(string text, ICollection<Finding> findings)
    {
        var places = default(Places);
        for (var position = 0; KhmerCluster.TryFind(text, position, out var cluster); position = cluster.End)
        {
            // With the normaliser at work, order is put right; and a mark after an invisible character gets its base back with that one's removal.
            if (cluster.Fault == KhmerFault.None || (cluster.Fault == KhmerFault.Order && isNormalized) || (cluster.Fault == KhmerFault.NoBase && FollowsInvisible(text, cluster)))
            {
                continue;
            }

            places.Add(cluster);
        }

        if (!places.IsEmpty)
        {
            AddAll(text, places, findings);
        }
    }

    private static bool FollowsInvisible(string text, in KhmerCluster cluster) =>
        cluster.Start > 0 && Rune.TryGetRuneAt(text, cluster.Start - 1, out var before) && InvisibleCharacterRule.IsInvisible(before);

    private static void AddAll(string text, in Places places, ICollection<Finding> findings)
    {
        for (var fault = KhmerFault.Order; fault <= KhmerFault.BareCoeng; fault++)
        {
            var (first, count) = places[fault];
            if (count > 0)
            {
                findings.Add(Describe(text, first, count));
            }
        }
    }

    private static Finding Describe(string text, in KhmerCluster cluster, int count)
    {
        var codes = CodePoint.Names(text.AsSpan(cluster.Start, Math.Min(cluster.Length, KhmerClusterOrder.MaxLength)));
        var mark = $"U+{(int)text[cluster.FaultIndex]:X4}";
        var (code, message) = cluster.Fault switch
        {
            KhmerFault.Order => (
                DiagnosticCodes.ClusterOrder,
                $"The cluster {codes} is not in canonical order, which is {Canonical(text, cluster)}{CodePoint.Times(count)}. Correct it, or set KhmerCacheNormalize (--normalize)."),
            KhmerFault.EarlyShifter => (
                DiagnosticCodes.EarlyShifter,
                $"The shifter {mark} stands before the subscripts in {codes}{CodePoint.Times(count)}; most text has it after them, where most fonts draw it differently. Write it in one way throughout."),
            KhmerFault.Excess => (
                DiagnosticCodes.ExcessMark, $"The cluster {codes} has no room for {mark}: it is repeated, or one of two vowels{CodePoint.Times(count)}. {RemedyOf(text.AsSpan(cluster.Start, cluster.Length))}"),
            KhmerFault.NoBase => (
                DiagnosticCodes.MarkWithoutBase, $"{mark} has no consonant before it to stand on{CodePoint.Times(count)}. Correct the text, or show it on U+25CC."),
            _ => (
                DiagnosticCodes.BareCoeng, $"No consonant follows the coeng U+17D2 in {codes}{CodePoint.Times(count)}. Write the consonant after it, or delete it."),
        };
        return new Finding(code, cluster.FaultIndex + 1, message);
    }

    /// <summary>What is most likely meant by two vowels: one that some keyboards spell as two, or a shifter, which looks like the vowel U below a vowel above.</summary>
    private static string RemedyOf(ReadOnlySpan<char> cluster) =>
        cluster.Contains(KhmerParts.E) && cluster.Contains(KhmerParts.Ii) ? "U+17C1 with U+17B8 is written U+17BE."
        : cluster.Contains(KhmerParts.E) && cluster.Contains(KhmerParts.Aa) ? "U+17C1 with U+17B6 is written U+17C4."
        : cluster.Contains(KhmerParts.U) && cluster.ContainsAny(AboveU) ? "A shifter, U+17C9 or U+17CA, is likely meant by U+17BB."
        : "Delete what is too much.";

    private static string Canonical(string text, in KhmerCluster cluster)
    {
        Span<char> ordered = stackalloc char[KhmerClusterOrder.MaxLength];
        return KhmerClusterOrder.TryOrder(text.AsSpan(cluster.Start, cluster.Length), ordered) ? CodePoint.Names(ordered[..cluster.Length]) : "";
    }

    /// <summary>The first cluster with each fault, and how many there are.</summary>
    private struct Places
    {
        private (KhmerCluster First, int Count)[]? _places;

        public readonly bool IsEmpty => _places is null;

        public readonly (KhmerCluster First, int Count) this[KhmerFault fault] => _places![(int)fault];

        public void Add(in KhmerCluster cluster)
        {
            _places ??= new (KhmerCluster, int)[(int)KhmerFault.BareCoeng + 1];
            ref var place = ref _places[(int)cluster.Fault];
            place = (place.Count == 0 ? cluster : place.First, place.Count + 1);
        }
    }
}
