using KhmerCache.Rendering;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>Other formats, other scripts, colours, bitmaps, collections: right pictures, or an error that names the font and says what it is.</summary>
public sealed class FontsOfOtherKinds : IDisposable
{
    private const string Line = "ស្ត្រីខ្មែរ Khmer ១២៣";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    public static TheoryData<string, byte[], string> OtherFormats => new()
    {
        { "font.woff", [.. "wOFF\0\u0001\0\0"u8, .. new byte[100]], "It is a WOFF file, a font packed for the web: unpack it" },
        { "font.woff2", [.. "wOF2\0\u0001\0\0"u8, .. new byte[100]], "It is a WOFF2 file, a font packed for the web: unpack it" },
        { "font.pfb", [0x80, 1, 0x10, 0, 0, 0, .. "%!PS-AdobeFont-1.0"u8], "It is a PostScript Type 1 font: convert it" },
        { "font.pfa", [.. "%!PS-AdobeFont-1.0: X"u8], "It is a PostScript font: convert it" },
        { "font.bdf", [.. "STARTFONT 2.1\nSIZE 16 75 75\n"u8], "It is a bitmap font (BDF)" },
        { "font.pcf", [1, .. "fcp"u8, .. new byte[100]], "It is a bitmap font (PCF)" },
        { "font.ttf.gz", [0x1F, 0x8B, 8, .. new byte[100]], "It is packed with gzip: unpack it" },
        { "font.zip", [.. "PK\u0003\u0004"u8, .. new byte[100]], "It is a ZIP file: unpack it" },
        { "font.svg", [.. "<svg xmlns='http://www.w3.org/2000/svg'>"u8], "It is a web page or another XML file" },
        { "html.ttf", [.. "<!DOCTYPE html><title>404</title>"u8], "It is a web page or another XML file" },
        { "font.ttf", [.. "ttcf"u8, .. new byte[4], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "not a TrueType or OpenType font" },
        { "short.ttf", [0, 1, 0, 0], "not a TrueType or OpenType font" },
    };

    [Theory]
    [MemberData(nameof(OtherFormats))]
    public void A_file_in_another_format_is_told_by_name(string name, byte[] content, string message)
    {
        var file = _workspace.Write(name, content);

        Pregenerate(name, Line).Exits(3).Says($"{file}: error KHC2002: ").Says(message).Says("replace it by a sound copy");
    }

    [Theory]
    [InlineData("cmap")]
    [InlineData("head")]
    [InlineData("hhea")]
    [InlineData("hmtx")]
    [InlineData("maxp")]
    public void A_font_without_a_table_that_all_need(string tag)
    {
        var file = _workspace.Write("font.ttf", Changed(font => font[tag] = null));

        Pregenerate("font.ttf", Line).Exits(3).Says($"{file}: error KHC2002: ").Says($"it has no table '{tag}'");
    }

    [Theory]
    [InlineData("glyf")]
    [InlineData("loca")]
    public void A_font_of_bitmaps_alone(string tag)
    {
        var file = _workspace.Write("font.ttf", Changed(font => (font[tag], font["CBDT"], font["CBLC"]) = (null, [0, 3, 0, 0], [0, 3, 0, 0, 0, 0, 0, 0])));

        Pregenerate("font.ttf", Line).Exits(3).Says($"{file}: error KHC2002: The font has no outlines");
    }

    /// <summary>Guards against a shaper that takes a glyph's size from its picture in colours, and a rasteriser that has no outline where there is one.</summary>
    [Theory]
    [InlineData("COLR")]
    [InlineData("CBDT")]
    [InlineData("sbix")]
    [InlineData("SVG ")]
    public void Of_a_font_in_colours_the_outlines_are_shown(string tag)
    {
        var sound = Draw(File.ReadAllBytes(Repository.FontFile("KhmerOS.ttf")));

        Assert.Equal(sound, Draw(Changed(font =>
        {
            font[tag] = Colours(tag, font);
            font["CBLC"] = tag == "CBDT" ? new byte[8] : null;
        })));
    }

    [Fact]
    public void Of_a_collection_the_first_font_is_shown()
    {
        const int header = 16;
        var font = FontFile.Read(File.ReadAllBytes(Repository.FontFile("KhmerOS.ttf")));
        byte[] collection = [.. new BigEndian().Bytes("ttcf"u8).Long(0x10000).Long(1).Long(header).ToArray(), .. font.Write(at: header)];

        Assert.Equal(Draw(File.ReadAllBytes(Repository.FontFile("KhmerOS.ttf"))), Draw(collection));

        collection[collection.AsSpan().IndexOf(font["glyf"])] ^= 1;
        var file = _workspace.Write("font.ttc", collection);
        Pregenerate("font.ttc", Line).Exits(3).Says($"{file}: error KHC2002: The file is damaged");
    }

    [SkippableTheory]
    [InlineData("opentype/urw-base35/C059-Roman.otf", "fonts-urw-base35", "Hello, World!")]
    [InlineData("opentype/urw-base35/NimbusMonoPS-Italic.otf", "fonts-urw-base35", "Hello, World!")]
    [InlineData("truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core", "Ελληνικά и русский, Hello")]
    [InlineData("truetype/noto/NotoSansDevanagari-Regular.ttf", "fonts-noto-core", "हिन्दी क्षत्रिय")]
    [InlineData("truetype/noto/NotoSerifTibetan-Regular.ttf", "fonts-noto-core", "བོད་སྐད")]
    [InlineData("truetype/noto/NotoSansKhmer-Regular.ttf", "fonts-noto-core", "ស្ត្រីខ្មែរ")]
    [InlineData("opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk", "漢字 Hello")]
    public void A_font_of_another_script_shows_what_it_has(string font, string package, string text)
    {
        var file = Installed(font, package);

        Pregenerate(file, text).Exits(0).Counts(("rendered", 1), ("skipped", 0));
        _workspace.Run("validate", "--deep").Exits(0);
        Pregenerate(file, "ស្ត្រីខ្មែរ 漢字").Exits(0).Counts(("rendered", 0), ("skipped", 1)).Says("warning KHC1004: ").Says(file).Says("the font lacks");
    }

    [SkippableTheory]
    [InlineData("truetype/noto/NotoSansArabic-Regular.ttf", "fonts-noto-core", "سلام", 0, "warning KHC1004: ", "from right to left")]
    [InlineData("truetype/noto/NotoSansThai-Regular.ttf", "fonts-noto-core", "สวัสดี", 3, "error KHC2002: ", "neither for Khmer nor for Latin letters")]
    [InlineData("truetype/noto/NotoColorEmoji.ttf", "fonts-noto-color-emoji", "123", 3, "error KHC2002: ", "pictures in colours")]
    [InlineData("X11/Type1/C059-Italic.pfb", "fonts-urw-base35", "Hello", 3, "error KHC2002: ", "Type 1")]
    public void A_font_that_can_not_be_used_is_named(string font, string package, string text, int exitCode, string code, string message)
    {
        var file = Installed(font, package);

        Pregenerate(file, text).Exits(exitCode).Says(code).Says(file).Says(message);
    }

    private static string Installed(string font, string package)
    {
        var file = Path.Combine("/usr/share/fonts", font);
        Skip.IfNot(File.Exists(file), $"{file} is not on this machine: apt-get install {package}.");
        return file;
    }

    private static byte[] Changed(Action<FontFile> change)
    {
        var font = FontFile.Read(File.ReadAllBytes(Repository.FontFile("KhmerOS.ttf")));
        change(font);
        return font.Write();
    }

    // COLR, version 0: every glyph is a layer of glyph 1. Of the others, a header will do.
    private static byte[] Colours(string tag, FontFile font)
    {
        var glyphs = font["maxp"]![4] << 8 | font["maxp"]![5];
        return tag != "COLR"
            ? new BigEndian().Words(1, 1).Long(0).Long(0).ToArray()
            : new BigEndian().Words(0, glyphs).Long(14).Long(14 + 6 * glyphs).Words(1)
                .Words([.. Enumerable.Range(0, glyphs).SelectMany(glyph => new[] { glyph, 0, 1 })]).Words(1, 0xFFFF).ToArray();
    }

    private string Draw(byte[] bytes)
    {
        using var renderer = new LineRenderer();
        var font = new FontDescriptor("font", "font.ttf", _workspace.Write("drawn.ttf", bytes));
        Assert.True(renderer.TryRender(Line, font, 32, out var line, out var reason), reason);
        return Convert.ToHexString(line.Image.Pixels);
    }

    private Outcome Pregenerate(string font, string text)
    {
        _workspace.Write("lines.txt", text);
        return _workspace.Run("pregenerate", "--corpus", "train=lines.txt", "--fonts", font);
    }
}
