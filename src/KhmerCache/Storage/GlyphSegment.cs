using System.IO.Hashing;
using Apache.Arrow;
using KhmerCache.Glyphs;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>A segment of glyph masks: written once, read font by font into a <see cref="GlyphAtlas"/> when a font is first shown.</summary>
internal sealed class GlyphSegment
{
    /// <summary>Coverage that a segment has at most, roughly, in bytes: little enough to lay it out in memory a few times. Few caches have more.</summary>
    private const int CoveragePerSegment = 32 << 20;

    private readonly RecordBatch _batch;

    private GlyphSegment(string path, RecordBatch batch)
    {
        SegmentSchema.Check(batch.Schema, SegmentSchema.Glyphs, path);
        (Path, _batch) = (path, batch);
        var sizes = (UInt16Array)batch.Column(2);
        Sizes = new GlyphKey[batch.Length];
        for (var row = 0; row < Sizes.Length; row++)
        {
            Sizes[row] = new GlyphKey(ArrowColumns.StringAt(batch.Column(0), row), ArrowColumns.StringAt(batch.Column(1), row), sizes.Values[row], 0);
        }
    }

    public string Path { get; }

    /// <summary>The fonts and sizes that it has masks of, as the key of their glyph 0.</summary>
    public GlyphKey[] Sizes { get; }

    /// <summary>What a mask takes besides its coverage: a row of all other columns.</summary>
    public const int BytesPerMask = (5 * sizeof(ushort)) + sizeof(ulong) + sizeof(int);

    /// <summary>The bytes that all masks take.</summary>
    public long BytesOfRows
    {
        get
        {
            var rows = (StructArray)((ListArray)_batch.Column(3)).Values;
            return ((long)rows.Length * BytesPerMask) + ((BinaryArray)rows.Fields[6]).Values.Length;
        }
    }

    /// <summary>Cuts masks into what a segment holds each; the same masks are always cut in the same way.</summary>
    public static IEnumerable<IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>>> Split(IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        var part = new List<KeyValuePair<GlyphKey, GlyphMask>>();
        var coverage = 0;
        foreach (var mask in masks.OrderBy(mask => mask.Key))
        {
            if (coverage > CoveragePerSegment)
            {
                yield return part;
                (part, coverage) = ([], 0);
            }

            part.Add(mask);
            coverage += mask.Value.Coverage.Length;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    /// <summary>Writes an Arrow file that holds <paramref name="masks"/>, sorted.</summary>
    public static void Write(Stream output, IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        var rows = masks.OrderBy(row => row.Key).ToArray();
        var keys = Array.ConvertAll(rows, row => row.Key);
        var values = Array.ConvertAll(rows, row => row.Value);
        var sizes = rows.GroupBy(row => (row.Key.FontSha256, row.Key.Rasterizer, row.Key.Size)).ToArray();
        var ends = ArrowColumns.Offsets(sizes, size => size.Count());

        var (offsets, coverage) = ArrowColumns.Concatenate([.. values.Select(mask => mask.Coverage)]);
        var glyphs = ArrowColumns.Struct(
            SegmentSchema.GlyphType,
            ArrowColumns.UInt16(Array.ConvertAll(keys, key => key.Glyph)),
            ArrowColumns.Int16(Array.ConvertAll(values, mask => mask.Left)),
            ArrowColumns.Int16(Array.ConvertAll(values, mask => mask.Top)),
            ArrowColumns.UInt16(Array.ConvertAll(values, mask => mask.Width)),
            ArrowColumns.UInt16(Array.ConvertAll(values, mask => mask.Height)),
            ArrowColumns.UInt64(Array.ConvertAll(rows, row => Checksum(row.Key, row.Value))),
            ArrowColumns.Binary(offsets, coverage));
        IArrowArray[] columns =
        [
            ArrowColumns.Strings(Array.ConvertAll(sizes, size => size.Key.FontSha256)),
            ArrowColumns.Strings(Array.ConvertAll(sizes, size => size.Key.Rasterizer)),
            ArrowColumns.UInt16(Array.ConvertAll(sizes, size => size.Key.Size)),
            ArrowColumns.List(SegmentSchema.GlyphsType, ends, glyphs),
        ];
        using var batch = new RecordBatch(SegmentSchema.Glyphs, columns, sizes.Length);
        ArrowColumns.WriteFile(output, batch);
    }

    /// <summary>Opens a segment; its masks are read when they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mark">What its outline has to be; null where somebody has compared the file with its name.</param>
    /// <exception cref="KhmerCacheException">The file is missing, or damaged as a whole.</exception>
    public static GlyphSegment Open(string path, SegmentMark? mark = null)
    {
        try
        {
            // Read, and not mapped: it is small, and may be deleted while its masks are still to be read.
            ReadOnlyMemory<byte> file = File.ReadAllBytes(path);
            if (mark?.Holds(file.Span) == false)
            {
                throw new InvalidDataException(SegmentMark.Fault);
            }

            return new GlyphSegment(path, ArrowColumns.ReadFile(file));
        }
        catch (Exception exception)
        {
            throw SegmentError.From(exception, path);
        }
    }

    /// <summary>What a mask is, in 128 bits, for the <see cref="ContentDigest"/>.</summary>
    public static Hash128 HashOf(in GlyphKey key, GlyphMask mask) => Hash128.Of(mask.Coverage, unchecked((long)Checksum(key, mask)));

    /// <summary>The masks of a font at a size whose checksums hold; <paramref name="damaged"/> counts the others.</summary>
    /// <param name="size">Which of <see cref="Sizes"/>.</param>
    /// <param name="damaged">How many masks are damaged.</param>
    /// <exception cref="KhmerCacheException">The columns do not fit together.</exception>
    public List<KeyValuePair<GlyphKey, GlyphMask>> Read(int size, out int damaged)
    {
        try
        {
            return ReadMasks(size, out damaged);
        }
        catch (Exception exception)
        {
            throw SegmentError.From(exception, Path);
        }
    }

    private List<KeyValuePair<GlyphKey, GlyphMask>> ReadMasks(int size, out int damaged)
    {
        var lists = (ListArray)_batch.Column(3);
        var rows = (StructArray)lists.Values;
        var (glyphs, lefts, tops) = ((UInt16Array)rows.Fields[0], (Int16Array)rows.Fields[1], (Int16Array)rows.Fields[2]);
        var (widths, heights) = ((UInt16Array)rows.Fields[3], (UInt16Array)rows.Fields[4]);
        var (checksums, coverage) = ((UInt64Array)rows.Fields[5], (BinaryArray)rows.Fields[6]);
        var masks = new List<KeyValuePair<GlyphKey, GlyphMask>>();
        damaged = 0;
        for (var i = lists.ValueOffsets[size]; i < lists.ValueOffsets[size + 1]; i++)
        {
            var key = Sizes[size] with { Glyph = glyphs.Values[i] };
            var mask = new GlyphMask(lefts.Values[i], tops.Values[i], widths.Values[i], heights.Values[i], coverage.GetBytes(i).ToArray());
            if (mask.Coverage.Length != GlyphMask.CoverageLength(mask.Width, mask.Height) || Checksum(key, mask) != checksums.Values[i])
            {
                damaged++;
                continue;
            }

            masks.Add(new(key, mask));
        }

        return masks;
    }

    private static ulong Checksum(in GlyphKey key, GlyphMask mask)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{key.FontSha256}|{key.Rasterizer}|{key.Size}|{key.Glyph}|{mask.Left}|{mask.Top}|{mask.Width}|{mask.Height}"));
        return XxHash3.HashToUInt64(mask.Coverage, unchecked((long)XxHash3.HashToUInt64(name)));
    }
}
