namespace KhmerCache.Rendering.Text;

/// <summary>
/// How far the ink of ordinary text reaches above and below the baseline. The font's own figures (hhea, OS/2) do not bound
/// the ink of all Khmer fonts, and its tallest glyph bounds it far too widely; so a fixed sample is shaped: every Khmer consonant with every vowel, with shifters, as a subscript
/// and below another subscript, and the Latin alphabet. Of 22,000 real lines, at least 99.7 % fit in what the sample needs, in each of sixteen fonts;
/// the others are made smaller one by one (<see cref="LineLayout"/>).
/// </summary>
internal static class FontExtents
{
    private const int FirstConsonant = 0x1780;
    private const int Consonants = 33;
    private const char Coeng = '\u17D2';

    private static readonly string[] Vowels =
    [
        "\u17B6", "\u17B7", "\u17B8", "\u17B9", "\u17BA", "\u17BB", "\u17BC", "\u17BD", "\u17BE", "\u17BF", "\u17C0", "\u17C1", "\u17C2", "\u17C3",
        "\u17C4", "\u17C5", "\u17BB\u17C6", "\u17C6", "\u17B6\u17C6", "\u17C7", "\u17CB", "\u17CD",
    ];

    // Consonants that take a register shifter in ordinary words.
    private const string Shifted = "\u1784\u1789\u1793\u1794\u1798\u1799\u179A\u179C\u179F\u17A0\u17A2";

    private static readonly string[] Sample = MakeSample();

    /// <summary>The ink of the sample in font units, y upwards; (0, 0) for a font that lacks all of it.</summary>
    public static (int Top, int Bottom) Measure(FontFace font)
    {
        using var shaper = new Shaper();
        var line = new ShapedLine();
        var (top, bottom) = (0, 0);
        foreach (var text in Sample)
        {
            shaper.Shape(text, font, line);
            foreach (var glyph in line.Glyphs)
            {
                // What the font lacks is not drawn, and does not count.
                if (glyph.Glyph == 0 || font.ExtentsOf(glyph.Glyph) is not { IsEmpty: false } extents)
                {
                    continue;
                }

                top = Math.Max(top, extents.YMax + glyph.YOffset);
                bottom = Math.Min(bottom, extents.YMin + glyph.YOffset);
            }
        }

        return (top, bottom);
    }

    private static string[] MakeSample()
    {
        string[] consonants = [.. Enumerable.Range(FirstConsonant, Consonants).Select(code => ((char)code).ToString())];
        return
        [
            .. consonants.SelectMany(consonant => Vowels.Select(vowel => consonant + vowel)),
            .. Shifted.SelectMany(consonant => new[] { "\u17C9\u17B6", "\u17CA\u17B8", "\u17C9\u17BA", "\u17C9\u17BB" }.Select(marks => consonant + marks)),
            .. consonants.SelectMany(subscript => new[] { "", "\u17BB", "\u17BC", "\u17B8", "\u17B6" }.Select(vowel => $"\u1780{Coeng}{subscript}{vowel}")),
            .. consonants.SelectMany(consonant => new[] { "\u179A\u17B8", "\u179C\u17BE", "\u1799\u17B6" }.Select(end => $"{consonant}{Coeng}{end}")),
            .. consonants.Select(subscript => $"\u179F{Coeng}{subscript}{Coeng}\u179A\u17B8"),
            "\u17E0\u17E1\u17E2\u17E3\u17E4\u17E5\u17E6\u17E7\u17E8\u17E9\u17D4\u17D5\u00AB\u00BB\u17AA\u17B1\u17A5\u17A6\u17AB\u17AC\u17AD\u17AE",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]/|,;?!%&",
        ];
    }
}
