namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// About how many bytes images take before they are made. The numbers are those of the QuickStart's corpus in sixteen fonts and of LibreOffice's Khmer help in eight,
/// two caches of Khmer text at a height of 32 px; other text may be a third off.
/// </summary>
/// <param name="imageHeight">The height of the images in pixels: the masks of glyphs grow with its square, and nothing else does.</param>
/// <param name="fonts">How many fonts there are.</param>
internal sealed class SizeEstimate(int imageHeight, int fonts)
{
    /// <summary>What a line has beside its text: its hash and where its parts lie.</summary>
    private const int BytesPerLine = 24;

    /// <summary>What a glyph run has beside its glyphs.</summary>
    private const int BytesPerRun = 8;

    /// <summary>The glyphs of a run, for each byte of the text in UTF-8: a Khmer letter has three.</summary>
    private const double BytesPerTextByte = 0.4;

    /// <summary>The masks of a font that shows much text, at a height of 32 px.</summary>
    private const long BytesOfMasks = 144_000;

    /// <summary>A short text has not all letters. So many bytes of masks come with each of its own.</summary>
    private const int MasksPerTextByte = 25;

    private readonly long[] _textByFont = new long[fonts];
    private double _runs;

    /// <summary>The estimate so far.</summary>
    public long Bytes => (long)_runs + _textByFont.Sum(text => Math.Min(BytesOfMasks, MasksPerTextByte * text)) * imageHeight * imageHeight / (32 * 32);

    /// <summary>Counts a line.</summary>
    /// <param name="textLength">The length of its text in UTF-8.</param>
    /// <param name="fontsOfLine">The fonts that it is missing in.</param>
    public void Add(int textLength, ReadOnlySpan<int> fontsOfLine)
    {
        _runs += BytesPerLine + textLength + fontsOfLine.Length * (BytesPerRun + BytesPerTextByte * textLength);
        foreach (var font in fontsOfLine)
        {
            _textByFont[font] += textLength;
        }
    }
}
