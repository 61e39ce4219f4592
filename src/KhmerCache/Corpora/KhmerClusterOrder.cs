namespace KhmerCache.Corpora;

/// <summary>
/// The canonical encoding of a cluster: base, robat, up to two subscripts with RO last, shifter, one vowel, up to two signs, final sign.
/// It is the structure for modern Khmer in "Khmer Encoding Structure" (Hosken, Horton and Sok, Unicode L2/22-290). It agrees with the Unicode Standard, section 16.4,
/// but for the shifter, which the standard has before the subscripts: most text has it after them.
/// </summary>
internal static class KhmerClusterOrder
{
    /// <summary>No cluster that can be put in order is longer: twelve characters, and two vowels that are one.</summary>
    public const int MaxLength = 16;

    private const int MaxCoengs = 2;
    private const int MaxSigns = 2;

    /// <summary>Whether a cluster, which begins with a base and has no bare coeng, is encoded canonically.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="excess">The first mark that no order of the others makes room for, or -1.</param>
    public static bool IsCanonical(ReadOnlySpan<char> cluster, out int excess)
    {
        excess = -1;
        var isOrdered = true;
        var (rank, coengs, vowels, signs) = (KhmerPart.Base, 0, 0, 0);
        var (hasRobat, hasShifter, hasFinal) = (false, false, false);
        var (previous, vowel, sign) = (cluster[0], '\0', '\0');
        for (var i = 1; i < cluster.Length; i++)
        {
            var character = cluster[i];
            var part = KhmerParts.PartOf(character);
            if (part == KhmerPart.Joiner)
            {
                // It keeps a shifter above a vowel that would bring it down.
                isOrdered &= previous is KhmerParts.Muusikatoan or KhmerParts.Triisap;
                previous = character;
                continue;
            }

            var current = part.IsVowel() ? KhmerPart.VowelBefore : part;
            isOrdered &= current >= rank;
            rank = current;
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
                    isOrdered &= signs > 1 || vowel != KhmerParts.U || character is not (KhmerParts.SamyokSannya or KhmerParts.Atthacan);
                    sign = character;
                    break;
                case KhmerPart.Final:
                    (fits, hasFinal) = (!hasFinal, true);
                    break;
                default:
                    fits = ++vowels == 1;
                    vowel = character;
                    break;
            }

            isOrdered &= fits;
            excess = !fits && excess < 0 ? i : excess;
            previous = cluster[i];
        }

        return isOrdered;
    }

    /// <summary>Puts a cluster in canonical order. False where no order makes it canonical: then nothing can be said about what was meant.</summary>
    public static bool TryOrder(ReadOnlySpan<char> cluster, Span<char> ordered, out int length)
    {
        length = 0;
        if (cluster.Length > MaxLength)
        {
            return false;
        }

        Sort(cluster, ordered);
        length = JoinVowels(ordered[..cluster.Length]);
        RaiseShifter(ordered[..length]);
        return IsCanonical(ordered[..length], out _);
    }

    /// <summary>A stable sort by part. A joiner stays with what it follows, and RO is the last of the subscripts.</summary>
    private static void Sort(ReadOnlySpan<char> cluster, Span<char> ordered)
    {
        ordered[0] = cluster[0];
        var length = 1;
        for (var part = KhmerPart.Joiner; part <= KhmerPart.Final; part++)
        {
            for (var round = 0; round < (part == KhmerPart.Coeng ? 2 : 1); round++)
            {
                var isTaken = part == KhmerPart.Joiner;
                for (var i = 1; i < cluster.Length; i++)
                {
                    var current = KhmerParts.PartOf(cluster[i]);
                    var isCoeng = current == KhmerPart.Coeng;
                    isTaken = current == KhmerPart.Joiner ? isTaken : current == part && (!isCoeng || cluster[i + 1] == KhmerParts.Ro == (round == 1));
                    if (isTaken)
                    {
                        ordered[length++] = cluster[i];
                    }

                    if (isCoeng)
                    {
                        i++;
                        if (isTaken)
                        {
                            ordered[length++] = cluster[i];
                        }
                    }
                }
            }
        }
    }

    /// <summary>E with II or AA is how some keyboards spell OE and OO, with the same picture.</summary>
    private static int JoinVowels(Span<char> cluster)
    {
        var e = cluster.IndexOf(KhmerParts.E);
        var other = cluster.IndexOfAny(KhmerParts.Ii, KhmerParts.Aa);
        if (e < 0 || other < e)
        {
            return cluster.Length;
        }

        var isOe = cluster[other] == KhmerParts.Ii;
        cluster[(other + 1)..].CopyTo(cluster[other..]);
        cluster[e] = isOe ? KhmerParts.Oe : KhmerParts.Oo;
        if (isOe && cluster[e + 1] == KhmerParts.U)
        {
            // So that the two are in the order in which a shifter is found below.
            (cluster[e], cluster[e + 1]) = (cluster[e + 1], cluster[e]);
        }

        return cluster.Length - 1;
    }

    /// <summary>A shifter under a vowel above looks like the vowel U, and is sometimes spelt so.</summary>
    private static void RaiseShifter(Span<char> cluster)
    {
        var u = cluster.IndexOf(KhmerParts.U);
        if (u >= 0 && BringsShifterDown(cluster[(u + 1)..]))
        {
            cluster[u] = IsStrong(cluster[..u]) ? KhmerParts.Triisap : KhmerParts.Muusikatoan;
        }
    }

    private static bool BringsShifterDown(ReadOnlySpan<char> marks) =>
        !marks.IsEmpty
        && (marks[0] is (>= '\u17B7' and <= '\u17BA') or KhmerParts.Oe or KhmerParts.SamyokSannya or KhmerParts.Atthacan
            || marks is [KhmerParts.Aa, KhmerParts.Nikahit, ..]);

    /// <summary>Whether the consonants are of the first series, which a triisap lowers; BA counts as of the second.</summary>
    private static bool IsStrong(ReadOnlySpan<char> consonants)
    {
        var isStrong = false;
        foreach (var character in consonants)
        {
            if (character == KhmerParts.Ba)
            {
                return false;
            }

            isStrong |= KhmerParts.IsFirstSeries(character);
        }

        return isStrong;
    }
}
