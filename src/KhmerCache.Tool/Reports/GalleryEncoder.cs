using KhmerCache.Glyphs;
using KhmerCache.Storage;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Reports;

/// <summary>
/// Images for the page of a report, as what the cache stores of them: glyph runs, and the masks that these need. Symbols are numbered anew, since each segment
/// has its own numbers. What is alike stands together, column after column, for the compressor that comes behind.
/// </summary>
/// <param name="reader">The cache.</param>
internal sealed class GalleryEncoder(CacheReader reader)
{
    private readonly Dictionary<ulong, int> _splitSets = [];
    private readonly Dictionary<PositionedGlyph, int>[] _symbols = [.. reader.Valid.Select(_ => new Dictionary<PositionedGlyph, int>())];
    private readonly SortedDictionary<(int Recipe, int Shrink), SortedSet<ushort>> _atlases = [];
    private readonly ByteColumn _textLengths = new();
    private readonly ByteColumn _splits = new();
    private readonly ByteColumn _texts = new();
    private readonly List<int> _imagesOfLabels = [];
    private readonly ByteColumn _recipes = new();
    private readonly ByteColumn _widths = new();
    private readonly ByteColumn _lengths = new();
    private readonly ByteColumn _payloads = new();
    private readonly ByteColumn _payload = new();

    public int Labels => _imagesOfLabels.Count;

    public int Images { get; private set; }

    /// <summary>The sets of splits in the order in which they came, each as bits.</summary>
    public IReadOnlyList<ulong> SplitSets => [.. _splitSets.OrderBy(set => set.Value).Select(set => set.Key)];

    /// <summary>The sizes in which recipes are drawn, in order.</summary>
    public IReadOnlyList<(int Recipe, int Shrink)> Atlases => [.. _atlases.Keys];

    /// <summary>Starts a label; the images that follow are of it.</summary>
    public void BeginLabel(ReadOnlySpan<byte> text, ulong splits)
    {
        if (!_splitSets.TryGetValue(splits, out var set))
        {
            _splitSets[splits] = set = _splitSets.Count;
        }

        _textLengths.Add(text.Length);
        _texts.Add(text);
        _splits.Add(set);
        _imagesOfLabels.Add(0);
    }

    /// <summary>Adds an image, which is known to be intact.</summary>
    public void Add(CacheLines.Image image, ulong textHash)
    {
        if (!image.Segment.TryGetPayload(image.Row, textHash, out var payload))
        {
            throw new KhmerCacheException(DiagnosticCodes.Damaged, $"Row {image.Row} changed while it was read.", image.Segment.Path);
        }

        var width = image.Segment.WidthOf(image.Row);
        _payload.Clear();
        if (payload[0] == Payload.Run)
        {
            GlyphRunCodec.TryDecode(payload[1..], width, image.Segment.Fonts[image.Segment.FontOf(image.Row)].Symbols, out var run);
            AddRun(image.Recipe, run);
        }
        else
        {
            _payload.Add(payload[1..]);
        }

        _recipes.Add(image.Recipe);
        _widths.Add(width);
        _lengths.Add(_payload.Bytes.Length);
        _payloads.Add(_payload.Bytes);
        _imagesOfLabels[^1]++;
        Images++;
    }

    /// <summary>
    /// All columns, numbers as <see cref="ByteColumn"/> packs them, as the page's cache.js reads them: the counts of labels and images; of each label the length of its text, its set of
    /// splits, how many images it has, then all texts; of each image its recipe, width and length, then all payloads; the symbols of each recipe; the masks of each atlas.
    /// </summary>
    public byte[] ToBytes()
    {
        var all = new ByteColumn();
        all.Add(Labels);
        all.Add(Images);
        all.Add(_textLengths.Bytes);
        all.Add(_splits.Bytes);
        _imagesOfLabels.ForEach(all.Add);
        all.Add(_texts.Bytes);
        all.Add(_recipes.Bytes);
        all.Add(_widths.Bytes);
        all.Add(_lengths.Bytes);
        all.Add(_payloads.Bytes);
        Array.ForEach(_symbols, symbols => AddSymbols(all, [.. symbols.OrderBy(symbol => symbol.Value).Select(symbol => symbol.Key)]));
        foreach (var ((recipe, shrink), glyphs) in _atlases)
        {
            AddMasks(all, reader.AtlasOf(reader.Valid[recipe], shrink), [.. glyphs]);
        }

        return all.Bytes.ToArray();
    }

    private void AddRun(int recipe, in GlyphRun run)
    {
        if (!_atlases.TryGetValue((recipe, run.Shrink), out var glyphs))
        {
            _atlases[(recipe, run.Shrink)] = glyphs = [];
        }

        _payload.Add(run.Shrink);
        _payload.AddSigned(run.OriginX);
        foreach (var glyph in run.Glyphs)
        {
            if (!_symbols[recipe].TryGetValue(glyph, out var symbol))
            {
                _symbols[recipe][glyph] = symbol = _symbols[recipe].Count;
            }

            glyphs.Add(glyph.Glyph);
            _payload.Add(symbol);
        }
    }

    private static void AddSymbols(ByteColumn all, PositionedGlyph[] symbols)
    {
        all.Add(symbols.Length);
        Array.ForEach(symbols, symbol => all.Add(symbol.Glyph));
        Array.ForEach(symbols, symbol => all.AddSigned(symbol.XAdvance));
        Array.ForEach(symbols, symbol => all.AddSigned(symbol.XOffset));
        Array.ForEach(symbols, symbol => all.AddSigned(symbol.YOffset));
    }

    private static void AddMasks(ByteColumn all, GlyphAtlas atlas, ushort[] glyphs)
    {
        var places = Array.ConvertAll(glyphs, glyph => atlas.TryFind(glyph, out var mask) ? atlas.Masks[mask] : default);
        all.Add(glyphs.Length);
        Array.ForEach(glyphs, glyph => all.Add(glyph));
        Array.ForEach(places, mask => all.AddSigned(mask.Left));
        Array.ForEach(places, mask => all.AddSigned(mask.Top));
        Array.ForEach(places, mask => all.Add(mask.Width));
        Array.ForEach(places, mask => all.Add(mask.Height));
        foreach (var mask in places)
        {
            for (var row = 0; row < FontScale.Phases * mask.Height; row++)
            {
                all.Add(atlas.Coverage.AsSpan(mask.Offset + (row * mask.Stride), mask.Width));
            }
        }
    }
}
