namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>A TrueType font from nothing: letters and digits are small boxes, and what else is in it a test says.</summary>
internal sealed class SyntheticFont
{
    private const int Ascii = 0x7F;

    private readonly List<byte[]> _glyphs = [Box(0, 0, 400, 700)];
    private readonly SortedDictionary<int, int> _characters = [];
    private readonly FontFile _tables = new();

    public SyntheticFont()
    {
        Add([], ' ');
        for (var character = '!'; character < Ascii; character++)
        {
            Add(Box(50, 0, 450, 700), character);
        }
    }

    public int UnitsPerEm { get; init; } = 1000;

    /// <summary>How wide every glyph is.</summary>
    public int Advance { get; init; } = 500;

    /// <summary>How many glyphs there are.</summary>
    public int Count => _glyphs.Count;

    /// <summary>Adds a glyph, or replaces that of a character, and returns its id.</summary>
    public int Add(byte[] outline, int character = 0)
    {
        if (_characters.TryGetValue(character, out var glyph))
        {
            _glyphs[glyph] = outline;
            return glyph;
        }

        _glyphs.Add(outline);
        if (character > 0)
        {
            _characters[character] = _glyphs.Count - 1;
        }

        return _glyphs.Count - 1;
    }

    /// <summary>The glyph of a character.</summary>
    public int GlyphOf(int character) => _characters[character];

    /// <summary>Adds a table.</summary>
    public SyntheticFont With(string tag, byte[] table)
    {
        _tables[tag] = table;
        return this;
    }

    /// <summary>A rectangle.</summary>
    public static byte[] Box(int left, int bottom, int right, int top) => new BigEndian()
        .Words(1, left, bottom, right, top, 3, 0).Bytes(1, 1, 1, 1).Words(left, 0, right - left, 0).Words(bottom, top - bottom, 0, bottom - top).Pad(4).ToArray();

    /// <summary>A line of so many points from top to bottom and up again: whoever fills it has as many edges to look at in each row.</summary>
    public static byte[] Zigzag(int points)
    {
        const int width = 600, height = 700;
        var xs = Enumerable.Range(0, points).Select(point => point * 7919 % width).ToArray();
        var ys = Enumerable.Range(0, points).Select(point => point % 2 * height).ToArray();
        var outline = new BigEndian().Words(1, xs.Min(), 0, xs.Max(), height, points - 1, 0).Bytes([.. Enumerable.Repeat((byte)1, points)]);
        foreach (var values in new[] { xs, ys })
        {
            outline.Words([.. values.Select((value, point) => point == 0 ? value : value - values[point - 1])]);
        }

        return outline.Pad(4).ToArray();
    }

    /// <summary>So many curves along the baseline, each as far as its control point pulls it and back.</summary>
    public static byte[] Curves(int count, int far)
    {
        var outline = new BigEndian().Words(1, 0, 0, far / 2, 1, 2 * count - 1, 0);
        for (var i = 0; i < count; i++)
        {
            outline.Bytes(1, 0);
        }

        outline.Words([.. Enumerable.Range(0, 2 * count).Select(point => point == 0 ? 0 : point % 2 == 0 ? -far : far)]);
        return outline.Words(new int[2 * count]).Pad(4).ToArray();
    }

    /// <summary>A glyph made of others.</summary>
    public static byte[] Composite(params int[] parts)
    {
        var outline = new BigEndian().Words(-1, 50, 0, 450, 700);
        for (var i = 0; i < parts.Length; i++)
        {
            outline.Words(i < parts.Length - 1 ? 0x23 : 0x03, parts[i], 0, 0);
        }

        return outline.Pad(4).ToArray();
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        var (glyf, loca, hmtx) = (new BigEndian(), new BigEndian().Long(0), new BigEndian());
        foreach (var glyph in _glyphs)
        {
            loca.Long(glyf.Bytes(glyph).Length);
            hmtx.Words(Advance, glyph.Length > 4 ? (short)(glyph[2] << 8 | glyph[3]) : 0);
        }

        _tables["glyf"] = glyf.ToArray();
        _tables["loca"] = loca.ToArray();
        _tables["hmtx"] = hmtx.ToArray();
        _tables["head"] = new BigEndian().Long(0x10000).Long(0x10000).Long(0).Long(0x5F0F3CF5).Words(0, UnitsPerEm).Long(0).Long(0).Long(0).Long(0)
            .Words(0, 0, 500, 700, 0, 8, 2, 1, 0).ToArray();
        _tables["hhea"] = new BigEndian().Long(0x10000).Words(800, -200, 0, Advance, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, _glyphs.Count).ToArray();
        _tables["maxp"] = new BigEndian().Long(0x10000).Words(_glyphs.Count, -1, -1, -1, -1, 2, 0, 0, 0, 0, 0, 0, -1, -1).ToArray();
        _tables["cmap"] = Cmap();
        return _tables.Write();
    }

    private byte[] Cmap()
    {
        var cmap = new BigEndian().Words(0, 1, 3, 10).Long(12).Words(12, 0).Long(16 + 12 * _characters.Count).Long(0).Long(_characters.Count);
        foreach (var (character, glyph) in _characters)
        {
            cmap.Long(character).Long(character).Long(glyph);
        }

        return cmap.ToArray();
    }
}
