namespace KhmerCache.Corpora;

/// <summary>
/// What a character is in a Khmer cluster. The values from <see cref="Robat"/> on stand in the order in which a cluster is encoded
/// ("Khmer Encoding Structure", Hosken, Horton and Sok, Unicode L2/22-290).
/// </summary>
internal enum KhmerPart : byte
{
    /// <summary>Not part of a cluster.</summary>
    None,

    /// <summary>A consonant or an independent vowel, or the dotted circle that a text shows marks with.</summary>
    Base,

    /// <summary>ZWNJ or ZWJ.</summary>
    Joiner,

    /// <summary>U+17CC, which stands on the base.</summary>
    Robat,

    /// <summary>U+17D2 with the consonant that it makes a subscript.</summary>
    Coeng,

    /// <summary>A register shifter: muusikatoan or triisap.</summary>
    Shifter,

    /// <summary>A vowel that has a part before the base.</summary>
    VowelBefore,

    /// <summary>A vowel below.</summary>
    VowelBelow,

    /// <summary>A vowel above.</summary>
    VowelAbove,

    /// <summary>The vowel AA.</summary>
    VowelAfter,

    /// <summary>A sign above.</summary>
    Sign,

    /// <summary>Reahmuk or yuukaleapintu, which end a cluster.</summary>
    Final,
}

/// <summary>What each character is.</summary>
internal static class KhmerParts
{
    public const char Ro = '\u179A';
    public const char Aa = '\u17B6';
    public const char Ii = '\u17B8';
    public const char U = '\u17BB';
    public const char E = '\u17C1';
    public const char Nikahit = '\u17C6';
    public const char Muusikatoan = '\u17C9';
    public const char Triisap = '\u17CA';
    public const char Coeng = '\u17D2';
    public const char Atthacan = '\u17DD';

    private const char First = '\u1780';

    private static readonly KhmerPart[] Table = MakeTable();

    public static KhmerPart PartOf(char character) => character switch
    {
        >= First and <= Atthacan => Table[character - First],
        '\u25CC' => KhmerPart.Base,
        '\u200C' or '\u200D' => KhmerPart.Joiner,
        _ => KhmerPart.None,
    };

    public static bool IsVowel(this KhmerPart part) => part is >= KhmerPart.VowelBefore and <= KhmerPart.VowelAfter;

    /// <summary>Whether it can't stand without a base.</summary>
    public static bool IsMark(this KhmerPart part) => part >= KhmerPart.Robat;

    private static KhmerPart[] MakeTable()
    {
        var table = new KhmerPart[Atthacan - First + 1];
        Set('\u1780', '\u17B3', KhmerPart.Base);
        Set(Aa, Aa, KhmerPart.VowelAfter);
        Set('\u17B7', '\u17BA', KhmerPart.VowelAbove);
        Set(U, '\u17BD', KhmerPart.VowelBelow);
        Set('\u17BE', '\u17C5', KhmerPart.VowelBefore);
        Set(Nikahit, Nikahit, KhmerPart.Sign);
        Set('\u17C7', '\u17C8', KhmerPart.Final);
        Set(Muusikatoan, Triisap, KhmerPart.Shifter);
        Set('\u17CB', '\u17D1', KhmerPart.Sign);
        Set('\u17CC', '\u17CC', KhmerPart.Robat);
        Set(Coeng, Coeng, KhmerPart.Coeng);
        Set(Atthacan, Atthacan, KhmerPart.Sign);
        return table;

        void Set(char first, char last, KhmerPart part) => Array.Fill(table, part, first - First, last - first + 1);
    }
}
