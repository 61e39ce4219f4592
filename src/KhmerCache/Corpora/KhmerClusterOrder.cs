namespace KhmerCache.Corpora;

/// <summary>
/// The canonical encoding of a cluster: base, robat, up to two subscripts with RO last, shifter, one vowel, up to two signs, final sign. It is the
/// structure for modern Khmer in "Khmer Encoding Structure" (Hosken, Horton and Sok, Unicode L2/22-290), and that of the Unicode Standard, section 16.4, but for the
/// shifter, which the standard has before the subscripts. Both places are taken as canonical, since they are drawn differently: after
/// the subscripts, most fonts let a vowel below run into them.
/// </summary>
internal static class KhmerClusterOrder
{
    /// <summary>No canonical cluster is longer: base, robat, two subscripts, shifter with its joiner, vowel, two signs, final sign, and some room.</summary>
    public const int MaxLength = 16;

    private const int MaxCoengs = 2;
    private const int MaxSigns = 2;

    private static readonly Step[] Steps = Enum.GetValues<Step>();

    /// <summary>Whether a cluster, which begins with a base and has no bare coeng, is encoded canonically.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="excess">The first mark that no order of the others makes room for, or -1.</param>
    public static bool IsCanonical(ReadOnlySpan<char> cluster, out int excess)
    {
        excess = -1;
        var isOrdered = true;
        var (rank, coengs, vowels, signs) = (KhmerPart.Base, 0, 0, 0);
        var (hasRobat, hasShifter, hasFinal) = (false, false, false);
        var (previous, sign) = (cluster[0], '\0');
        for (var i = 1; i < cluster.Length; i++)
        {
            var character = cluster[i];
            var part = KhmerParts.PartOf(character);
            if (part == KhmerPart.Joiner)
            {
                // It keeps a shifter above a vowel that would bring it down.
                isOrdered &= KhmerParts.PartOf(previous) == KhmerPart.Shifter;
                previous = character;
                continue;
            }

            var current = part.IsVowel() ? KhmerPart.VowelBefore : part;
            isOrdered &= current >= rank;

            // Subscripts may follow a shifter that they have not preceded.
            rank = part == KhmerPart.Shifter && coengs == 0 ? KhmerPart.Coeng : current;
            var fits = true;
            switch (part)
            {
                case KhmerPart.Robat:
                    (fits, hasRobat) = (!hasRobat, true);
                    break;
                case KhmerPart.Coeng:
                    isOrdered &= coengs == 0 || previous != KhmerParts.Ro;
                    fits = ++coengs <= MaxCoengs;
                    i++;
                    break;
                case KhmerPart.Shifter:
                    (fits, hasShifter) = (!hasShifter, true);
                    break;
                case KhmerPart.Sign:
                    fits = ++signs <= MaxSigns && character != sign;
                    sign = character;
                    break;
                case KhmerPart.Final:
                    (fits, hasFinal) = (!hasFinal, true);
                    break;
                default:
                    fits = ++vowels == 1;
                    break;
            }

            isOrdered &= fits;
            excess = !fits && excess < 0 ? i : excess;
            previous = cluster[i];
        }

        return isOrdered;
    }

    /// <summary>Where a shifter stands before the first subscript; -1 where none does.</summary>
    public static int IndexOfEarlyShifter(ReadOnlySpan<char> cluster)
    {
        var shifter = cluster.IndexOfAny(KhmerParts.Muusikatoan, KhmerParts.Triisap);
        return shifter >= 0 && cluster.IndexOf(KhmerParts.Coeng) > shifter ? shifter : -1;
    }

    /// <summary>
    /// Puts a cluster, of at most <see cref="MaxLength"/>, in canonical order: the same characters, and in <paramref name="ordered"/> as many of them.
    /// False where no order makes it canonical: then nothing can be said about what was meant.
    /// </summary>
    public static bool TryOrder(ReadOnlySpan<char> cluster, Span<char> ordered)
    {
        if (cluster.Length > MaxLength)
        {
            return false;
        }

        Sort(cluster, ordered);
        return IsCanonical(ordered[..cluster.Length], out _);
    }

    /// <summary>A stable sort by part. A joiner stays with what it follows, RO is the last of the subscripts, and a shifter before the subscripts stays there.</summary>
    private static void Sort(ReadOnlySpan<char> cluster, Span<char> ordered)
    {
        ordered[0] = cluster[0];
        var length = 1;
        var earlyShifter = IndexOfEarlyShifter(cluster);
        foreach (var step in Steps)
        {
            var isTaken = step == Step.Joiner;
            for (var i = 1; i < cluster.Length; i++)
            {
                var character = cluster[i];
                var isCoeng = character == KhmerParts.Coeng;
                isTaken = KhmerParts.PartOf(character) == KhmerPart.Joiner ? isTaken : StepOf(cluster, i, earlyShifter) == step;
                for (var last = isCoeng ? i + 1 : i; i <= last; i++)
                {
                    if (isTaken)
                    {
                        ordered[length++] = cluster[i];
                    }
                }

                i--;
            }
        }
    }

    private static Step StepOf(ReadOnlySpan<char> cluster, int index, int earlyShifter) => KhmerParts.PartOf(cluster[index]) switch
    {
        KhmerPart.Robat => Step.Robat,
        KhmerPart.Coeng => cluster[index + 1] == KhmerParts.Ro ? Step.CoengRo : Step.Coeng,
        KhmerPart.Shifter => index == earlyShifter ? Step.EarlyShifter : Step.Shifter,
        KhmerPart.VowelBefore => Step.VowelBefore,
        KhmerPart.VowelBelow => Step.VowelBelow,
        KhmerPart.VowelAbove => Step.VowelAbove,
        KhmerPart.VowelAfter => Step.VowelAfter,
        KhmerPart.Sign => Step.Sign,
        _ => Step.Final,
    };

    /// <summary>The order in which parts are taken.</summary>
    private enum Step
    {
        Joiner,
        Robat,
        EarlyShifter,
        Coeng,
        CoengRo,
        Shifter,
        VowelBefore,
        VowelBelow,
        VowelAbove,
        VowelAfter,
        Sign,
        Final,
    }
}
