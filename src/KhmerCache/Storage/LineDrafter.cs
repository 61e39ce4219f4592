using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// Codes lines as they come, before it is known which symbols are frequent. One for each thread and segment: nothing is shared, so nothing is locked, and nothing but
/// bytes remains of a line.
/// A line is <c>hash (8 bytes), length of text, images (4 each), text</c>; an image is <c>font, width, codec</c>, then for a run
/// <c>shrink, zigzag(origin x), glyphs, number of symbol…</c>, for a picture <c>length, bytes of the codec</c>; all of an image are varints but the bytes.
/// </summary>
internal sealed class LineDrafter
{
    /// <summary>Before the text: hash, length, images.</summary>
    public const int HeaderLength = sizeof(ulong) + 2 * sizeof(int);

    private readonly SymbolTable?[] _symbols;
    private readonly long[] _seeds;
    private readonly long[] _images;
    private readonly Hash128[] _entrySums;
    private byte[] _bytes = new byte[1 << 14];
    private int _length;
    private int _lines;
    private int _imagesOfAll;
    private int _pictures;
    private int _line;
    private int _textLength;
    private int _imagesOfLine;

    /// <summary>Starts with no line.</summary>
    /// <param name="recipes">The recipes that images can have.</param>
    public LineDrafter(IReadOnlyList<Recipe> recipes)
    {
        _symbols = new SymbolTable?[recipes.Count];
        _seeds = [.. recipes.Select(EntryHash.SeedOf)];
        _images = new long[recipes.Count];
        _entrySums = new Hash128[recipes.Count];
    }

    /// <summary>How many images of a font were drafted.</summary>
    public long ImagesOf(int font) => _images[font];

    /// <summary>The sum of <see cref="EntryHash"/> over them.</summary>
    public Hash128 EntrySumOf(int font) => _entrySums[font];

    /// <summary>The symbols of a font by the numbers that drafts have them with; null where no run has any.</summary>
    public SymbolTable? SymbolsOf(int font) => _symbols[font];

    /// <summary>Starts a line.</summary>
    public void BeginLine(ReadOnlySpan<byte> textUtf8, ulong textHash)
    {
        (_line, _textLength, _imagesOfLine) = (_length, textUtf8.Length, 0);
        var header = Reserve(HeaderLength + textUtf8.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header, textHash);
        BinaryPrimitives.WriteInt32LittleEndian(header[sizeof(ulong)..], textUtf8.Length);
        textUtf8.CopyTo(header[HeaderLength..]);
        _length += HeaderLength + textUtf8.Length;
    }

    /// <summary>Adds a run to the line. The fonts of a line come in rising order.</summary>
    /// <param name="font">The font, by the place of its recipe.</param>
    /// <param name="place">Where the glyphs stand.</param>
    /// <param name="glyphs">The glyphs, in visual order.</param>
    public void AddRun(int font, in RunPlace place, ReadOnlySpan<PositionedGlyph> glyphs)
    {
        _ = Reserve((glyphs.Length + 6) * Varint.MaxLength);
        BeginImage(font, place.Width, Payload.Run);
        Append((uint)place.Shrink);
        Append(Varint.ZigZag(place.OriginX));
        Append((uint)glyphs.Length);
        var symbols = _symbols[font] ??= new SymbolTable();
        foreach (ref readonly var glyph in glyphs)
        {
            Append((uint)symbols.Add(glyph, place.Shrink));
        }

        _entrySums[font] += EntryHash.OfRun(Text, place, glyphs, _seeds[font]);
    }

    /// <summary>Adds a picture without run to the line. The fonts of a line come in rising order.</summary>
    public void AddPicture(int font, LineImage picture)
    {
        var payload = PixelCodec.Encode(picture.Pixels, picture.Width);
        _ = Reserve(payload.Length + 4 * Varint.MaxLength);
        BeginImage(font, picture.Width, Payload.Pixels);
        Append((uint)payload.Length);
        payload.CopyTo(_bytes, _length);
        _length += payload.Length;
        _pictures += payload.Length;
        _entrySums[font] += EntryHash.OfPicture(Text, picture, _seeds[font]);
    }

    /// <summary>Adds an image to the line. The fonts of a line come in rising order.</summary>
    public void Add(int font, in ImageEntry image)
    {
        if (image.Pixels is { } picture)
        {
            AddPicture(font, picture);
        }
        else
        {
            AddRun(font, image.Run.Place, image.Run.Glyphs);
        }
    }

    /// <summary>Ends the line; one without any image is forgotten.</summary>
    public void EndLine()
    {
        if (_imagesOfLine == 0)
        {
            _length = _line;
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_line + HeaderLength - sizeof(int)), _imagesOfLine);
        _lines++;
        _imagesOfAll += _imagesOfLine;
    }

    /// <summary>The lines since the last call.</summary>
    public LineDraft TakeDraft()
    {
        var draft = new LineDraft(this, _bytes[.._length], _lines, _imagesOfAll, _pictures);
        (_length, _lines, _imagesOfAll, _pictures) = (0, 0, 0, 0);
        return draft;
    }

    private ReadOnlySpan<byte> Text => _bytes.AsSpan(_line + HeaderLength, _textLength);

    private void BeginImage(int font, int width, byte codec)
    {
        Append((uint)font);
        Append((uint)width);
        Append(codec);
        _images[font]++;
        _imagesOfLine++;
    }

    private void Append(uint value) => _length += Varint.Write(_bytes.AsSpan(_length), value);

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_length + count)));
        }

        return _bytes.AsSpan(_length);
    }
}
