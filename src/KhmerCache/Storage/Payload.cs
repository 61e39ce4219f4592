using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>What a segment stores of an image: one byte that names the codec, then the codec's bytes.</summary>
internal static class Payload
{
    /// <summary>A glyph run, <see cref="GlyphRunCodec"/>.</summary>
    public const byte Run = 1;

    /// <summary>Pixels, <see cref="PixelCodec"/>.</summary>
    public const byte Pixels = 2;

    /// <summary>The most bytes that <paramref name="image"/> can take; PackBits adds at most one byte to 128.</summary>
    public static int MaxLength(in ImageEntry image) => image.Pixels is { } picture
        ? picture.Pixels.Length + picture.Pixels.Length / 64 + 8
        : 1 + GlyphRunCodec.MaxLength(image.Run.Glyphs.Length);

    public static int Write(in ImageEntry image, Dictionary<PositionedGlyph, int> symbols, Span<byte> destination)
    {
        if (image.Pixels is not { } picture)
        {
            destination[0] = Run;
            return 1 + GlyphRunCodec.Encode(image.Run, symbols, destination[1..]);
        }

        destination[0] = Pixels;
        var bytes = PixelCodec.Encode(picture.Pixels, picture.Width);
        bytes.CopyTo(destination[1..]);
        return 1 + bytes.Length;
    }
}
