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
    private const int HeaderLength = 4 * sizeof(int);
    private const int GlyphLength = 4 * sizeof(int);

    /// <summary>The part of the hash that all images of a recipe share.</summary>
    public static long SeedOf(Recipe recipe) => unchecked((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{recipe.FontPath}|{recipe.Id}")));

    /// <summary>The hash of any image.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> textUtf8, in ImageEntry image, long recipeSeed) => image.Pixels is { } picture
        ? OfPicture(textUtf8, picture, recipeSeed)
        : OfRun(textUtf8, image.Run.Place, image.Run.Glyphs, recipeSeed);

    /// <summary>The hash of an image that is a glyph run.</summary>
    public static Hash128 OfRun(ReadOnlySpan<byte> textUtf8, in RunPlace place, ReadOnlySpan<PositionedGlyph> glyphs, long recipeSeed)
    {
        var length = HeaderLength + GlyphLength * glyphs.Length + textUtf8.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var numbers = MemoryMarshal.Cast<byte, int>(buffer.AsSpan());
        WriteHeader(numbers, place, glyphs.Length);
        var next = HeaderLength / sizeof(int);
        foreach (ref readonly var glyph in glyphs)
        {
            numbers[next] = glyph.Glyph;
            numbers[next + 1] = glyph.XAdvance;
            numbers[next + 2] = glyph.XOffset;
            numbers[next + 3] = glyph.YOffset;
            next += 4;
        }

        textUtf8.CopyTo(buffer.AsSpan(next * sizeof(int)));
        return HashAndReturn(buffer, length, recipeSeed);
    }

    /// <summary>The hash of an image that is a picture without run.</summary>
    public static Hash128 OfPicture(ReadOnlySpan<byte> textUtf8, LineImage picture, long recipeSeed)
    {
        var length = HeaderLength + picture.Pixels.Length + textUtf8.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        WriteHeader(MemoryMarshal.Cast<byte, int>(buffer.AsSpan()), new RunPlace(picture.Width, 0, 0), glyphs: 0);
        picture.Pixels.CopyTo(buffer.AsSpan(HeaderLength));
        textUtf8.CopyTo(buffer.AsSpan(HeaderLength + picture.Pixels.Length));
        return HashAndReturn(buffer, length, recipeSeed);
    }

    private static void WriteHeader(Span<int> numbers, in RunPlace place, int glyphs) =>
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (place.Width, place.OriginX, place.Shrink, glyphs);

    private static Hash128 HashAndReturn(byte[] buffer, int length, long seed)
    {
        var hash = Hash128.Of(buffer.AsSpan(0, length), seed);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }
}
