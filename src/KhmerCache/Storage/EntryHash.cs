using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// What an image is, in 128 bits: text, font, recipe and picture, independent of the segment it lies in and of how that segment codes it.
/// The sum over all images is the core of the <see cref="ContentDigest"/>, so entries can be added in any order. Integers are hashed little-endian.
/// </summary>
internal static class EntryHash
{
    /// <summary>The part of the hash that all images of a recipe share.</summary>
    public static long SeedOf(Recipe recipe) => unchecked((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{recipe.FontPath}|{recipe.Id}")));

    public static UInt128 Of(ReadOnlySpan<byte> textUtf8, in ImageEntry image, long recipeSeed)
    {
        var pixels = image.Pixels is { } picture ? picture.Pixels : default;
        var glyphs = image.Pixels is null ? image.Run.Glyphs : [];
        var length = (4 + 4 * glyphs.Length) * sizeof(int) + pixels.Length + textUtf8.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var numbers = MemoryMarshal.Cast<byte, int>(buffer.AsSpan());
            numbers[0] = image.Width;
            numbers[1] = image.Run.OriginX;
            numbers[2] = image.Run.Shrink;
            numbers[3] = glyphs.Length;
            var next = 4;
            foreach (var glyph in glyphs)
            {
                numbers[next] = glyph.Glyph;
                numbers[next + 1] = glyph.XAdvance;
                numbers[next + 2] = glyph.XOffset;
                numbers[next + 3] = glyph.YOffset;
                next += 4;
            }

            pixels.CopyTo(buffer.AsSpan(next * sizeof(int)));
            textUtf8.CopyTo(buffer.AsSpan(next * sizeof(int) + pixels.Length));
            return XxHash128.HashToUInt128(buffer.AsSpan(0, length), recipeSeed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
