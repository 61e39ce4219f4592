using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using KhmerCache.Glyphs;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>
/// A segment of lines, mapped into memory. Opening it checks that the columns are there and long enough; whatever an offset says is checked
/// again where it is used, so that a damaged file gives an error and never a read outside the file.
/// </summary>
internal sealed unsafe class LineSegment : IDisposable
{
    private readonly MappedFile _file;
    private readonly Column<ulong> _textHashes;
    private readonly Column<int> _textOffsets;
    private readonly Column<byte> _texts;
    private readonly Column<int> _imageOffsets;
    private readonly Column<ushort> _fontIndices;
    private readonly Column<ushort> _widths;
    private readonly Column<uint> _checksums;
    private readonly Column<int> _payloadOffsets;
    private readonly Column<byte> _payloads;
    private volatile bool _disposed;

    private LineSegment(string path, MappedFile file, SegmentMark? mark, SegmentFont[]? fonts)
    {
        (Path, _file) = (path, file);
        if (mark?.Holds(file.GetSpan()) == false)
        {
            throw new InvalidDataException(SegmentMark.Fault);
        }

        var batch = ArrowColumns.ReadFile(file.Memory);
        SegmentSchema.Check(batch.Schema, SegmentSchema.Lines, path);

        Lines = batch.Length;
        _textHashes = Column<ulong>.Of(file, batch.Column(0), 1, Lines);
        _textOffsets = Column<int>.Of(file, batch.Column(1), 1, Lines + 1);
        _texts = Column<byte>.Of(file, batch.Column(1), 2, 0);
        var list = (ListArray)batch.Column(2);
        _imageOffsets = Column<int>.Of(file, list, 1, Lines + 1);
        var images = (StructArray)list.Values;
        Images = images.Length;
        var font = (DictionaryArray)images.Fields[0];
        _fontIndices = Column<ushort>.Of(file, font.Indices, 1, Images);
        _widths = Column<ushort>.Of(file, images.Fields[1], 1, Images);
        _checksums = Column<uint>.Of(file, images.Fields[2], 1, Images);
        _payloadOffsets = Column<int>.Of(file, images.Fields[3], 1, Images + 1);
        _payloads = Column<byte>.Of(file, images.Fields[3], 2, 0);
        Fonts = fonts ?? SegmentFont.ReadAll((StructArray)font.Dictionary);
        if (Fonts.Sum(entry => entry.Images) != Images)
        {
            throw new InvalidDataException("Its fonts count other images than it has.");
        }
    }

    public string Path { get; }

    /// <summary>What has to be held while a pointer into the mapping is in use; null where the segment stays mapped until the cache is disposed of.</summary>
    public SegmentSlot? Slot { get; private init; }

    /// <summary>Whether rows are read without a look at their checksums: only to measure what that costs.</summary>
    public bool IsUnchecked { get; set; }

    /// <summary>The number of rows: lines of text.</summary>
    public int Lines { get; }

    /// <summary>The number of images of all lines.</summary>
    public int Images { get; }

    /// <summary>The fonts, sorted by path; an image refers to one by index.</summary>
    public SegmentFont[] Fonts { get; }

    /// <summary>Opens and checks the outline of a segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mark">What its outline has to be; null where somebody has compared the file with its name.</param>
    /// <param name="fonts">Its fonts, where they were read before; what was made of them is then made once.</param>
    /// <param name="slot">What has to be held while it is read; null where it stays.</param>
    /// <exception cref="KhmerCacheException">The file is missing or damaged.</exception>
    public static LineSegment Open(string path, SegmentMark? mark = null, SegmentFont[]? fonts = null, SegmentSlot? slot = null)
    {
        MappedFile? file = null;
        try
        {
            file = MappedFile.Open(path);
            return new LineSegment(path, file, mark, fonts) { Slot = slot };
        }
        catch (Exception exception)
        {
            // The Arrow reader meets a damaged file with exceptions of many kinds, out of memory among them where a length is damaged.
            (file as IDisposable)?.Dispose();
            throw SegmentError.From(exception, path);
        }
    }

    /// <summary>From the first line's hash to the last one's; null where there is no line.</summary>
    public HashRange? TextHashes => Lines == 0 ? null : new HashRange(TextHashAt(0), TextHashAt(Lines - 1));

    /// <summary>The same segment in a mapping of its own (<see cref="MappedFile.MapAgain"/>), to be disposed of before this one.</summary>
    public LineSegment MapAgain()
    {
        ThrowIfDisposed();
        return new LineSegment(Path, _file.MapAgain(), mark: null, fonts: null) { IsUnchecked = IsUnchecked };
    }

    /// <summary>The row of a text, or -1.</summary>
    public int FindLine(ulong textHash, ReadOnlySpan<byte> textUtf8)
    {
        ThrowIfDisposed();
        var row = FindHash(textHash);
        for (; row >= 0 && row < Lines && _textHashes[row] == textHash; row++)
        {
            if (TryGetText(row, out var text) && text.SequenceEqual(textUtf8))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Whether there is a row of a text with this hash.</summary>
    public bool HoldsHash(ulong textHash)
    {
        ThrowIfDisposed();
        return FindHash(textHash) >= 0;
    }

    /// <summary>Whether there is an image of a text and a recipe. Nothing is decoded for it.</summary>
    public bool Holds(ReadOnlySpan<byte> textUtf8, Recipe recipe)
    {
        var font = Array.FindIndex(Fonts, font => font.Recipe == recipe);
        var line = font < 0 ? -1 : FindLine(TextHash.Of(textUtf8), textUtf8);
        if (line < 0)
        {
            return false;
        }

        var (next, end) = ImagesOf(line);
        return Enumerable.Range(next, end - next).Any(image => FontOf(image) == font);
    }

    public ulong TextHashAt(int line)
    {
        ThrowIfDisposed();
        return _textHashes[line];
    }

    /// <summary>The UTF-8 of a line; false where the offsets make no sense.</summary>
    public bool TryGetText(int line, out ReadOnlySpan<byte> text)
    {
        ThrowIfDisposed();
        return _texts.TrySlice(_textOffsets[line], _textOffsets[line + 1], out text);
    }

    /// <summary>The UTF-8 of a line; empty where the offsets make no sense.</summary>
    public ReadOnlySpan<byte> TextUtf8At(int line) => TryGetText(line, out var text) ? text : [];

    /// <summary>What a line takes besides its text and its images: its hash and the ends of both.</summary>
    public const int BytesPerLine = sizeof(ulong) + (2 * sizeof(int));

    private const int BytesPerImage = (2 * sizeof(ushort)) + sizeof(uint) + sizeof(int);

    /// <summary>The bytes that all lines and images take.</summary>
    public long BytesOfRows => ((long)Lines * BytesPerLine) + ((long)Images * BytesPerImage) + (Lines > 0 ? _textOffsets[Lines] : 0) + (Images > 0 ? _payloadOffsets[Images] : 0);

    /// <summary>The bytes that an image takes: its payload and its part of the other columns; 0 where the offsets make no sense.</summary>
    public int BytesOf(int image)
    {
        ThrowIfDisposed();
        return _payloads.TrySlice(_payloadOffsets[image], _payloadOffsets[image + 1], out var payload) ? payload.Length + BytesPerImage : 0;
    }

    /// <summary>The images of a line, as a range of rows; empty where the offsets make no sense.</summary>
    public (int First, int End) ImagesOf(int line)
    {
        ThrowIfDisposed();
        var (first, end) = (_imageOffsets[line], _imageOffsets[line + 1]);
        return first >= 0 && first <= end && end <= Images ? (first, end) : (0, 0);
    }

    /// <summary>The index in <see cref="Fonts"/> of an image's font; out of range where the segment is damaged.</summary>
    public int FontOf(int image)
    {
        ThrowIfDisposed();
        return _fontIndices[image];
    }

    /// <summary>The width of an image in pixels.</summary>
    public int WidthOf(int image)
    {
        ThrowIfDisposed();
        return _widths[image];
    }

    /// <summary>An image's payload, if its checksum holds.</summary>
    public bool TryGetPayload(int image, ulong textHash, out ReadOnlySpan<byte> payload)
    {
        ThrowIfDisposed();
        return _payloads.TrySlice(_payloadOffsets[image], _payloadOffsets[image + 1], out payload)
            && payload.Length > 0
            && _widths[image] > 0
            && _fontIndices[image] < Fonts.Length
            && (IsUnchecked || SegmentSchema.ImageChecksum(payload, textHash, _fontIndices[image], _widths[image]) == _checksums[image]);
    }

    /// <summary>An image in the form that it was written from; false where it is damaged.</summary>
    public bool TryReadEntry(int image, ulong textHash, out ImageEntry entry)
    {
        entry = default;
        if (!TryGetPayload(image, textHash, out var payload))
        {
            return false;
        }

        var font = Fonts[_fontIndices[image]];
        if (payload[0] == Payload.Run)
        {
            var read = GlyphRunCodec.TryDecode(payload[1..], _widths[image], font.Symbols, out var run);
            entry = new ImageEntry(font.Recipe, run);
            return read;
        }

        // What the payload can't fill is not allocated either.
        var length = (long)_widths[image] * font.Recipe.ImageHeight;
        var pixels = length <= Math.Min((long)payload.Length * PixelCodec.MaxExpansion, Array.MaxLength) ? new byte[length] : [];
        if (payload[0] != Payload.Pixels || !PixelCodec.TryDecode(payload[1..], _widths[image], pixels))
        {
            return false;
        }

        entry = new ImageEntry(font.Recipe, default, new LineImage(_widths[image], font.Recipe.ImageHeight, pixels));
        return true;
    }

    /// <summary>The intact images that <paramref name="keep"/> chooses, with their lines; lines that are left without images are left out.</summary>
    public IEnumerable<LineEntry> ReadLines(Func<string, ImageEntry, bool> keep)
    {
        for (var line = 0; line < Lines; line++)
        {
            var images = new List<ImageEntry>();
            var (next, end) = ImagesOf(line);
            for (; next < end; next++)
            {
                if (TryReadEntry(next, _textHashes[line], out var entry) && keep(TextAt(line), entry))
                {
                    images.Add(entry);
                }
            }

            if (images.Count > 0 && TextBytesAt(line) is { } text && TextHash.Of(text) == _textHashes[line])
            {
                yield return new LineEntry(text, images);
            }
        }
    }

    public string TextAt(int line) => TryGetText(line, out var text) ? Encoding.UTF8.GetString(text) : "";

    public void Dispose()
    {
        _disposed = true;
        ((IDisposable)_file).Dispose();
    }

    private byte[]? TextBytesAt(int line) => TryGetText(line, out var text) ? text.ToArray() : null;

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    // Hashes are spread evenly, so a guess in proportion lands within a few rows; a few guesses, then halving, bound the worst case.
    private int FindHash(ulong hash)
    {
        var (low, high) = (0, Lines - 1);
        for (var step = 0; low <= high; step++)
        {
            var (first, last) = (_textHashes[low], _textHashes[high]);
            if (hash < first || hash > last)
            {
                return -1;
            }

            var middle = step < 6 && last > first
                ? low + (int)((double)(hash - first) / (last - first) * (high - low))
                : low + (high - low) / 2;
            var found = _textHashes[middle];
            if (found < hash)
            {
                low = middle + 1;
            }
            else if (found > hash)
            {
                high = middle - 1;
            }
            else
            {
                while (middle > 0 && _textHashes[middle - 1] == hash)
                {
                    middle--;
                }

                return middle;
            }
        }

        return -1;
    }

    /// <summary>A buffer of an Arrow array, where it lies in the mapped file.</summary>
    private readonly struct Column<T>
        where T : unmanaged
    {
        private readonly T* _start;
        private readonly int _length;

        private Column(T* start, int length)
        {
            _start = start;
            _length = length;
        }

        public T this[int index] => (uint)index < (uint)_length ? _start[index] : throw new InvalidDataException("A row lies outside its column.");

        public static Column<T> Of(MappedFile file, IArrowArray array, int buffer, int minimum)
        {
            var span = MemoryMarshal.Cast<byte, T>(array.Data.Buffers[buffer].Span);
            if (array.Offset != 0 || span.Length < minimum)
            {
                throw new InvalidDataException("A column is shorter than its rows.");
            }

            // Where a damaged file claims to be compressed, the reader unpacks it into memory that the garbage collector moves.
            if (span.Length > 0 && !file.Contains(MemoryMarshal.AsBytes(span)))
            {
                throw new InvalidDataException("A column does not lie in the file.");
            }

            // The mapping does not move, and outlives the column.
            return new Column<T>((T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), span.Length);
        }

        public bool TrySlice(int start, int end, out ReadOnlySpan<T> slice)
        {
            if (start < 0 || start > end || end > _length)
            {
                slice = default;
                return false;
            }

            slice = new ReadOnlySpan<T>(_start + start, end - start);
            return true;
        }
    }
}
