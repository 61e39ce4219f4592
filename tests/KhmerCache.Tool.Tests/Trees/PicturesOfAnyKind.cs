namespace KhmerCache.Tool.Tests.Trees;

/// <summary>PNG files as other programs save them, and such as nobody should: what is plainly 8-bit grey comes in with the very greys, all else is refused by name.</summary>
public sealed class PicturesOfAnyKind : IDisposable
{
    private const int Width = 8;
    private const int Height = 16;

    private static readonly byte[] Greys = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i * 37))];
    private static readonly byte[] Ramp = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    private readonly Workspace _workspace = new();
    private readonly SeedTree _tree;
    private readonly string _key;

    public PicturesOfAnyKind()
    {
        _tree = new SeedTree(_workspace.PathOf("tree"));
        _key = _tree.Add(image: new LineImage(Width, Height, Greys));
        _tree.Add("ក");
    }

    public void Dispose() => _workspace.Dispose();

    public static TheoryData<string, byte[], byte[]> Lossless => new()
    {
        { "grey", Png(8, PngFile.Grey, Greys), Greys },
        { "interlaced", PngFile.Interlaced(new LineImage(Width, Height, Greys)), Greys },
        { "1 bit", Png(1, PngFile.Grey, [.. Enumerable.Repeat((byte)0b10110001, Height)]), Repeat(255, 0, 255, 255, 0, 0, 0, 255) },
        { "2 bits", Png(2, PngFile.Grey, [.. Enumerable.Repeat((byte)0b00011011, 2 * Height)]), Repeat(0, 85, 170, 255, 0, 85, 170, 255) },
        { "4 bits", Png(4, PngFile.Grey, [.. Enumerable.Repeat((byte)0x3F, 4 * Height)]), Repeat(51, 255, 51, 255, 51, 255, 51, 255) },
        { "grey and opaque", Png(8, PngFile.GreyAlpha, [.. Greys.SelectMany(grey => new byte[] { grey, 255 })]), Greys },
        { "RGB", Png(8, PngFile.Rgb, [.. Greys.SelectMany(grey => new[] { grey, grey, grey })]), Greys },
        { "RGB and opaque", Png(8, PngFile.RgbAlpha, [.. Greys.SelectMany(grey => new byte[] { grey, grey, grey, 255 })]), Greys },
        { "a palette of greys", Png(8, PngFile.Palette, Greys, PngFile.Chunk("PLTE", [.. Ramp.SelectMany(grey => new[] { grey, grey, grey })])), Greys },
        { "a palette of two", Png(1, PngFile.Palette, [.. Enumerable.Repeat((byte)0b10110001, Height)], PngFile.Chunk("PLTE", 9, 9, 9, 200, 200, 200)), Repeat(200, 9, 200, 200, 9, 9, 9, 200) },
        { "a transparency that no pixel has", Png(8, PngFile.Grey, [.. Greys.Select(grey => grey == 7 ? (byte)8 : grey)], PngFile.Chunk("tRNS", 0, 7)), [.. Greys.Select(grey => grey == 7 ? (byte)8 : grey)] },

        // The samples as they are: neither a gamma nor a profile may alter them.
        { "a gamma", Png(8, PngFile.Grey, Greys, PngFile.Chunk("gAMA", 0, 0, 0x27, 0x10)), Greys },
        { "sRGB", Png(8, PngFile.Rgb, [.. Greys.SelectMany(grey => new[] { grey, grey, grey })], PngFile.Chunk("sRGB", 0)), Greys },
        { "a profile that is a bomb", Png(8, PngFile.Grey, Greys, PngFile.Chunk("iCCP", [.. "x\0\0"u8, .. PngFile.Compress(new byte[60_000_000])])), Greys },
        { "a text that is a bomb", Png(8, PngFile.Grey, Greys, PngFile.Chunk("zTXt", [.. "x\0\0"u8, .. PngFile.Compress(new byte[60_000_000])])), Greys },
        { "something behind the end", [.. Png(8, PngFile.Grey, Greys), .. "PK\x03\x04"u8], Greys },
    };

    [Theory]
    [MemberData(nameof(Lossless))]
    public void What_is_plainly_grey_comes_in(string what, byte[] png, byte[] greys)
    {
        Assert.NotEmpty(what);
        File.WriteAllBytes(_tree.ImageOf(_key), png);

        Import().Exits(0).Counts(("imported", 2), ("as_pixels", 2));

        using var cache = ImageCache.Open(_workspace.Cache);
        Assert.Equal(greys, cache.GetImage(SeedTree.Text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), Height).Pixels.ToArray());
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "nothing", [], "is empty" },
        { "text", [.. "picture"u8], "no PNG file" },
        { "JPEG", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[200]], "no PNG file" },
        { "GIF", [.. "GIF89a"u8, .. new byte[200]], "no PNG file" },
        { "a signature", [0x89, .. "PNG\r\n\u001A\n"u8], "a damaged header" },
        { "a signature cut off", [0x89, .. "PNG"u8], "a damaged header" },
        { "line ends changed", [0x89, .. "PNG\n\u001A\n"u8, .. Png(8, PngFile.Grey, Greys)[8..]], "no PNG file" },
        { "no pixels", PngFile.Join(PngFile.Header(Width, Height)), "cut off or damaged" },
        { "no end", Png(8, PngFile.Grey, Greys)[..^12], "cut off" },
        { "cut off in the pixels", Png(8, PngFile.Grey, Greys)[..60], "cut off" },
        { "too few rows", PngFile.Join(PngFile.Header(Width, Height), PngFile.Chunk("IDAT", PngFile.Compress(new byte[(Width + 1) * (Height - 1)]))), "cut off or damaged" },
        { "pixels that are not compressed", PngFile.Join(PngFile.Header(Width, Height), PngFile.Chunk("IDAT", new byte[200])), "cut off or damaged" },
        { "a filter that does not exist", PngFile.Join(PngFile.Header(Width, Height), PngFile.Chunk("IDAT", PngFile.Compress([.. Enumerable.Repeat((byte)9, (Width + 1) * Height)]))), "cut off or damaged" },
        { "a wrong checksum", Flipped(Png(8, PngFile.Grey, Greys), 45), "a checksum does not hold" },
        { "a wrong checksum of the header", Flipped(Png(8, PngFile.Grey, Greys), 19), "a damaged header" },
        { "a chunk as long as nothing", [.. Png(8, PngFile.Grey, Greys)[..33], 0xFF, 0xFF, 0xFF, 0xFF, .. "IDAT"u8, .. new byte[20]], "cut off" },
        { "a part that is unknown and needed", Png(8, PngFile.Grey, Greys, PngFile.Chunk("ABCD")), "a part that no PNG file has" },
        { "16 bits", Png(16, PngFile.Grey, [.. Greys.SelectMany(grey => new[] { grey, grey })]), "16 bits a sample" },
        { "a colour", Png(8, PngFile.Rgb, [.. Greys.SelectMany(grey => new byte[] { grey, grey, (byte)(grey ^ 1) })]), "the colour #000001 at (0, 0)" },
        { "a palette of colours", Png(8, PngFile.Palette, new byte[Width * Height], PngFile.Chunk("PLTE", 200, 0, 0)), "the colour #C80000 at (0, 0)" },
        { "a palette that lacks a colour", Png(8, PngFile.Palette, Greys), "cut off or damaged" },
        { "a pixel outside of the palette", Png(8, PngFile.Palette, Greys, PngFile.Chunk("PLTE", [.. Ramp[..250].SelectMany(grey => new[] { grey, grey, grey })])), "or one that its palette lacks" },
        { "a palette cut off within a colour", Png(8, PngFile.Palette, new byte[Width * Height], PngFile.Chunk("PLTE", 1, 1, 1, 9)), "cut off or damaged" },
        { "two palettes", Png(8, PngFile.Palette, new byte[Width * Height], PngFile.Chunk("PLTE", 1, 1, 1), PngFile.Chunk("PLTE", 2, 2, 2)), "two palettes" },
        { "half transparent", Png(8, PngFile.GreyAlpha, [.. Greys.SelectMany((grey, i) => new byte[] { grey, (byte)(i == 9 ? 128 : 255) })]), "transparent at (1, 1)" },
        { "a transparent palette", Png(8, PngFile.Palette, new byte[Width * Height], PngFile.Chunk("PLTE", 1, 1, 1), PngFile.Chunk("tRNS", 0)), "transparent at (0, 0)" },
        { "a transparent grey", Png(8, PngFile.Grey, Greys, PngFile.Chunk("tRNS", 0, 37)), "transparent at (1, 0)" },
        { "animated", Png(8, PngFile.Grey, Greys, PngFile.Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0)), "animated" },
        { "a depth that does not exist", Png(3, PngFile.Grey, Greys), "a kind that does not exist" },
        { "a colour type that does not exist", Png(8, 5, Greys), "a kind that does not exist" },
        { "no size", PngFile.Join(PngFile.Header(0, Height)), "has 0 × 16 px" },
        { "2,147,483,647 px wide", PngFile.Join(PngFile.Header(int.MaxValue, Height)), "at most 65535 px either way" },
        { "4,294,967,295 px wide and high", PngFile.Join(PngFile.Header(uint.MaxValue, uint.MaxValue)), "at most 65535 px either way" },
        { "65,535 px wide and high", PngFile.Join(PngFile.Header(65_535, 65_535)), "16776960 in all" },
        { "a hundred thousand bytes for 128 pixels", Png(8, PngFile.Grey, Greys, PngFile.Chunk("tEXt", new byte[100_000])), "more than 8 × 16 pixels can need" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_is_refused(string what, byte[] png, string message)
    {
        Assert.NotEmpty(what);
        File.WriteAllBytes(_tree.ImageOf(_key), png);

        var outcome = Import().Exits(1).Counts(("entries", 2), ("imported", 1), ("refused", 1)).Says("KHC3010: Not imported: ").Says(message);

        Assert.StartsWith(_tree.ImageOf(_key), outcome.Error, StringComparison.Ordinal);
        using var cache = ImageCache.Open(_workspace.Cache);
        Assert.Equal(SeedTree.Picture.Pixels.ToArray(), cache.GetImage("ក", FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), Height).Pixels.ToArray());
    }

    /// <summary>Sixty-four thousand bytes of pixels become sixty million when nobody stops them.</summary>
    [Fact]
    public void Pixels_beyond_those_of_the_picture_take_no_memory()
    {
        File.WriteAllBytes(_tree.ImageOf(_key), PngFile.Join(PngFile.Header(Width, Height), PngFile.Chunk("IDAT", PngFile.Compress(new byte[60_000_000]))));

        var outcome = Hostile.Worker.Run(_workspace.PathOf("."), "import", "--input", "tree", "--cache-dir", "cache", "--json");

        Assert.Equal(1, outcome.Number("imported") + outcome.Number("refused") - 1);
        Assert.True(outcome.Megabytes < 200, $"{outcome.Megabytes} MB");
    }

    /// <summary>What a file may promise without being refused, many times over: the pictures come one after the other.</summary>
    [Fact]
    public void Many_of_the_largest_pictures_do_not_come_into_memory_together()
    {
        var png = PngFile.Write(65_535, 256, 8, PngFile.Grey, new byte[65_535 * 256]);
        for (var i = 0; i < 24; i++)
        {
            var key = _tree.Add(new string('ក', i + 2), image: new LineImage(1, 256, new byte[256]), alter: (_, metadata) => metadata["image_width"] = 65_535);
            File.WriteAllBytes(_tree.ImageOf(key), png);
        }

        var outcome = Hostile.Worker.Run(_workspace.PathOf("."), "import", "--input", "tree", "--cache-dir", "cache", "--json").Exits(0).Counts(("imported", 26));

        // All of them are 400 MB; beside those that are looked at there is what a process takes anyway.
        Assert.True(outcome.Megabytes < 350, $"{outcome.Megabytes} MB");
    }

    /// <summary>No byte that is changed makes another program of the reader: the picture comes in, or is refused.</summary>
    [Fact]
    public void A_byte_that_is_changed_anywhere_is_found()
    {
        var png = Png(8, PngFile.Grey, Greys);
        var changed = new List<string>();
        for (var i = 0; i < png.Length; i++)
        {
            var text = new string('ខ', i + 1);
            changed.Add(text);
            var key = _tree.Add(text, image: new LineImage(Width, Height, Greys));
            File.WriteAllBytes(_tree.ImageOf(key), Flipped(png, i));
        }

        // The length and the checksum of the end are all that a reader can do without.
        var outcome = Import().Exits(1);
        Assert.Equal(png.Length, outcome.Number("refused"));
        using var cache = ImageCache.Open(_workspace.Cache);
        Assert.DoesNotContain(changed, text => cache.TryFind(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), Height, out _));
    }

    private Outcome Import() => _workspace.Run("import", "--input", _workspace.PathOf("tree"));

    private static byte[] Png(byte depth, byte color, byte[] rows, params byte[][] chunks) => PngFile.Write(Width, Height, depth, color, rows, chunks);

    private static byte[] Repeat(params byte[] row) => [.. Enumerable.Repeat(row, Height).SelectMany(greys => greys)];

    private static byte[] Flipped(byte[] bytes, int place) => [.. bytes.Select((value, i) => i == place ? (byte)(value ^ 0x55) : value)];
}
