using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// The kinds of Arrow files that a cache is made of. <em>Lines</em>: a row is a line of text with all its images, each with a
/// checksum; the fonts, with their recipes and symbol tables, are the dictionary of the column <c>font</c>.
/// <em>Glyphs</em>: a row is a font at one size with the masks of its glyphs. <em>Plan</em>: a row is a line that a pregeneration was asked for.
/// </summary>
internal static class SegmentSchema
{
    /// <summary>The version of manifest and segments. A reader refuses any other by name.</summary>
    public const int FormatVersion = 1;

    private const string VersionKey = "khmercache.format_version";
    private const string KindKey = "khmercache.kind";

    public static StructType SymbolType { get; } = new(
    [
        Required("glyph", UInt16Type.Default),
        Required("x_advance", Int32Type.Default),
        Required("x_offset", Int32Type.Default),
        Required("y_offset", Int32Type.Default),
    ]);

    public static ListType SymbolsType { get; } = new(Required("item", SymbolType));

    public static StructType MaskType { get; } = new([Required("shrink", UInt8Type.Default), Required("glyph", UInt16Type.Default)]);

    public static ListType MasksType { get; } = new(Required("item", MaskType));

    public static StructType FontType { get; } = new(
    [
        Required("font_path", StringType.Default),
        Required("image_height", UInt16Type.Default),
        Required("font_sha256", StringType.Default),
        Required("units_per_em", Int32Type.Default),
        Required("font_size", Int32Type.Default),
        Required("baseline", Int32Type.Default),
        Required("renderer", StringType.Default),
        Required("symbols", SymbolsType),
        Required("masks", MasksType),
        Required("images", Int64Type.Default),
        Required("entry_sum", StringType.Default),
        Required("checksum", UInt64Type.Default),
    ]);

    public static DictionaryType FontDictionaryType { get; } = new(UInt16Type.Default, FontType, false);

    public static StructType ImageType { get; } = new(
    [
        Required("font", FontDictionaryType),
        Required("width", UInt16Type.Default),
        Required("checksum", UInt32Type.Default),
        Required("payload", BinaryType.Default),
    ]);

    public static ListType ImagesType { get; } = new(Required("item", ImageType));

    public static Schema Lines { get; } = new(
    [
        Required("text_hash", UInt64Type.Default),
        Required("text", StringType.Default),
        Required("images", ImagesType),
    ],
    Metadata("lines"));

    public static StructType GlyphType { get; } = new(
    [
        Required("glyph", UInt16Type.Default),
        Required("left", Int16Type.Default),
        Required("top", Int16Type.Default),
        Required("width", UInt16Type.Default),
        Required("height", UInt16Type.Default),
        Required("checksum", UInt64Type.Default),
        Required("coverage", BinaryType.Default),
    ]);

    public static ListType GlyphsType { get; } = new(Required("item", GlyphType));

    public static Schema Glyphs { get; } = new(
    [
        Required("font_sha256", StringType.Default),
        Required("rasterizer", StringType.Default),
        Required("size", UInt16Type.Default),
        Required("glyphs", GlyphsType),
    ],
    Metadata("glyphs"));

    public static ListType FontsType { get; } = new(Required("item", UInt16Type.Default));

    public static Schema Plans { get; } = new(
    [
        Required("text_hash", UInt64Type.Default),
        Required("fonts", FontsType),
    ],
    Metadata("plan"));

    /// <summary>
    /// Refuses a segment of another kind or format version. Whoever has compared the file with its name, or with what the manifest tells of its outline, may rely on a version
    /// that is a later one: it is no damage.
    /// </summary>
    /// <exception cref="InvalidDataException">The schema is not the expected one.</exception>
    /// <exception cref="KhmerCacheException">It is of a later format version.</exception>
    public static void Check(Schema schema, Schema expected, string path)
    {
        var (version, kind) = (schema.Metadata?.GetValueOrDefault(VersionKey), schema.Metadata?.GetValueOrDefault(KindKey));
        if (kind != expected.Metadata[KindKey])
        {
            throw new InvalidDataException($"It is a segment of kind '{kind}', not '{expected.Metadata[KindKey]}'.");
        }

        if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > FormatVersion)
        {
            throw UnknownVersion(path, version);
        }

        if (version != expected.Metadata[VersionKey])
        {
            throw new InvalidDataException($"It has format version '{version}'; this program knows version {FormatVersion}.");
        }

        if (schema.FieldsList.Count != expected.FieldsList.Count
            || schema.FieldsList.Zip(expected.FieldsList).Any(pair => pair.First.Name != pair.Second.Name || pair.First.DataType.TypeId != pair.Second.DataType.TypeId))
        {
            throw new InvalidDataException("Its columns are not those of the format.");
        }
    }

    public static KhmerCacheException UnknownVersion(string path, string version) => new(
        DiagnosticCodes.UnknownFormatVersion,
        $"The cache has format version {version}; this program knows version {FormatVersion}. Update KhmerCache, or choose another cache folder.",
        path);

    /// <summary>The checksum of an image: what it decodes from, and where it belongs.</summary>
    public static uint ImageChecksum(ReadOnlySpan<byte> payload, ulong textHash, int font, int width) =>
        unchecked((uint)XxHash3.HashToUInt64(payload, (long)(textHash + (ulong)font * 0x9E3779B97F4A7C15 + (ulong)width)));

    /// <summary>The checksum of an entry of the font dictionary.</summary>
    public static ulong FontChecksum(
        Recipe recipe, ReadOnlySpan<PositionedGlyph> symbols, ReadOnlySpan<NeededMask> masks, long images, Hash128 entrySum)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{recipe.FontPath}|{recipe.Id}|{images}|{entrySum}|"));
        var length = name.Length + (4 * sizeof(int) * symbols.Length) + (2 * sizeof(int) * masks.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        name.CopyTo(buffer, 0);
        var next = buffer.AsSpan(name.Length..length);
        foreach (ref readonly var symbol in symbols)
        {
            BinaryPrimitives.WriteInt32LittleEndian(next, symbol.Glyph);
            BinaryPrimitives.WriteInt32LittleEndian(next[4..], symbol.XAdvance);
            BinaryPrimitives.WriteInt32LittleEndian(next[8..], symbol.XOffset);
            BinaryPrimitives.WriteInt32LittleEndian(next[12..], symbol.YOffset);
            next = next[16..];
        }

        foreach (ref readonly var mask in masks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(next, mask.Shrink);
            BinaryPrimitives.WriteInt32LittleEndian(next[4..], mask.Glyph);
            next = next[8..];
        }

        var checksum = XxHash3.HashToUInt64(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return checksum;
    }

    private static Field Required(string name, IArrowType type) => new(name, type, nullable: false);

    private static Dictionary<string, string> Metadata(string kind) => new()
    {
        [VersionKey] = FormatVersion.ToString(CultureInfo.InvariantCulture),
        [KindKey] = kind,
    };
}
