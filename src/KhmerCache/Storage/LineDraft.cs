namespace KhmerCache.Storage;

/// <summary>
/// Some lines on the way into a segment: as short as in it, but for the symbols, which go by the numbers that the <see cref="LineDrafter"/> gave them until
/// all lines are known and the frequent symbols get the small ones.
/// </summary>
/// <param name="drafter">Whose numbers they are.</param>
/// <param name="bytes">The lines, one after the other, as <see cref="LineDrafter"/> writes them.</param>
/// <param name="lines">How many they are.</param>
/// <param name="images">The images of all of them.</param>
/// <param name="pictures">How many of the bytes are those of pictures without run.</param>
internal sealed class LineDraft(LineDrafter drafter, byte[] bytes, int lines, int images, int pictures)
{
    private byte[]? _bytes = bytes;

    public LineDrafter Drafter { get; } = drafter;

    public int Lines { get; } = lines;

    public int Images { get; } = images;

    /// <summary>The most bytes that the payloads take: whatever is a number may take a few bytes more than in the draft.</summary>
    public int MaxPayloads { get; } = (int)Math.Min(Array.MaxLength, ((bytes.Length - (long)pictures) * Varint.MaxLength) + pictures);

    /// <summary>The lines, once: they are not kept beside what is made of them.</summary>
    public byte[] TakeBytes() => Interlocked.Exchange(ref _bytes, null) ?? throw new InvalidOperationException("The draft was taken already.");
}
