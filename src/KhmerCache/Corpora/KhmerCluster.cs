namespace KhmerCache.Corpora;

/// <summary>What is wrong with how a cluster is encoded.</summary>
internal enum KhmerFault
{
    None,

    /// <summary>The parts are there, in another order than the canonical one.</summary>
    Order,

    /// <summary>The shifter stands before the subscripts: as the Unicode Standard has it, and as most text has not.</summary>
    EarlyShifter,

    /// <summary>A mark more than a cluster can have: repeated, or one of two vowels.</summary>
    Excess,

    /// <summary>A mark has no base to stand on.</summary>
    NoBase,

    /// <summary>No consonant follows a coeng.</summary>
    BareCoeng,
}

/// <summary>A Khmer cluster in a text: a base with the subscripts, vowels and signs that are written on it. Orphaned marks make a cluster too.</summary>
/// <param name="Start">Where it starts, in UTF-16 code units.</param>
/// <param name="Length">Its length in UTF-16 code units.</param>
/// <param name="Fault">What is wrong with it.</param>
/// <param name="FaultIndex">Where in the text it is wrong.</param>
internal readonly record struct KhmerCluster(int Start, int Length, KhmerFault Fault, int FaultIndex)
{
    public int End => Start + Length;

    /// <summary>Finds the first cluster at or after <paramref name="position"/>.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int position, out KhmerCluster cluster)
    {
        for (var start = position; start < text.Length; start++)
        {
            var part = KhmerParts.PartOf(text[start]);
            if (part == KhmerPart.Base || part.IsMark())
            {
                var end = FindEnd(text, start, out var bareCoeng);
                cluster = Examine(text, start, end, bareCoeng);
                return true;
            }
        }

        cluster = default;
        return false;
    }

    /// <summary>The cluster goes on as long as marks follow; joiners belong to it where a mark follows them.</summary>
    private static int FindEnd(ReadOnlySpan<char> text, int start, out int bareCoeng)
    {
        bareCoeng = -1;
        var end = start;
        for (var i = start; i < text.Length; i++)
        {
            var part = KhmerParts.PartOf(text[i]);
            if (part == KhmerPart.Coeng)
            {
                if (i + 1 < text.Length && KhmerParts.PartOf(text[i + 1]) == KhmerPart.Base)
                {
                    i++;
                }
                else if (bareCoeng < 0)
                {
                    bareCoeng = i;
                }
            }
            else if (part == KhmerPart.Joiner)
            {
                continue;
            }
            else if (!part.IsMark() && i > start)
            {
                break;
            }

            end = i + 1;
        }

        return end;
    }

    private static KhmerCluster Examine(ReadOnlySpan<char> text, int start, int end, int bareCoeng)
    {
        var cluster = text[start..end];
        if (KhmerParts.PartOf(cluster[0]) != KhmerPart.Base)
        {
            return new KhmerCluster(start, end - start, KhmerFault.NoBase, start);
        }

        if (bareCoeng >= 0)
        {
            return new KhmerCluster(start, end - start, KhmerFault.BareCoeng, bareCoeng);
        }

        if (KhmerClusterOrder.IsCanonical(cluster, out var excess))
        {
            var early = KhmerClusterOrder.IndexOfEarlyShifter(cluster);
            return new KhmerCluster(start, end - start, early < 0 ? KhmerFault.None : KhmerFault.EarlyShifter, start + Math.Max(0, early));
        }

        Span<char> ordered = stackalloc char[KhmerClusterOrder.MaxLength];
        if (KhmerClusterOrder.TryOrder(cluster, ordered))
        {
            return new KhmerCluster(start, end - start, KhmerFault.Order, start + cluster.CommonPrefixLength(ordered));
        }

        // What is left without one mark too many is a joiner where none belongs, which has a rule of its own.
        return excess >= 0
            ? new KhmerCluster(start, end - start, KhmerFault.Excess, start + excess)
            : new KhmerCluster(start, end - start, KhmerFault.None, start);
    }
}
