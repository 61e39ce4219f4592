namespace KhmerCache.Storage;

/// <summary>What a segment stores of an image: one byte that names the codec, then the codec's bytes.</summary>
internal static class Payload
{
    /// <summary>A glyph run, <see cref="Glyphs.GlyphRunCodec"/>.</summary>
    public const byte Run = 1;

    /// <summary>Pixels, <see cref="Glyphs.PixelCodec"/>.</summary>
    public const byte Pixels = 2;
}
