using KhmerCache.Rendering.Raster;

namespace KhmerCache.Rendering;

/// <summary>
/// Pictures below each other with captions, so that a person can look at what a model will see. A caption is drawn from its text
/// in one plain font, so that label and picture can be compared.
/// </summary>
public sealed class ContactSheet : IDisposable
{
    private const byte White = 255;
    private const byte CaptionGrey = 96;
    private const int Margin = 12;
    private const int Gap = 4;

    private readonly LineRenderer _renderer = new();
    private readonly List<(LineImage Image, int Indent, bool IsCaption)> _rows = [];
    private readonly FontDescriptor _captionFont;
    private readonly int _captionHeight;

    /// <summary>Makes an empty sheet.</summary>
    /// <param name="captionFont">The font of the captions; it should have Khmer and Latin letters.</param>
    /// <param name="captionHeight">The height of a caption in pixels.</param>
    public ContactSheet(FontDescriptor captionFont, int captionHeight = 24) => (_captionFont, _captionHeight) = (captionFont, captionHeight);

    /// <summary>Adds a line of text.</summary>
    /// <param name="text">The text; what the caption font lacks shows as U+XXXX.</param>
    public void AddCaption(string text)
    {
        if (_renderer.TryRender(text, _captionFont, _captionHeight, out var line, out _)
            || _renderer.TryRender(Escape(text), _captionFont, _captionHeight, out line, out _))
        {
            _rows.Add((line.Image, 0, IsCaption: true));
        }
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="image">The picture.</param>
    public void AddImage(LineImage image) => _rows.Add((image, Margin, IsCaption: false));

    /// <summary>The sheet as one picture.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public LineImage ToImage()
    {
        if (_rows.Count == 0)
        {
            throw new InvalidOperationException("The sheet is empty.");
        }

        var width = _rows.Max(row => row.Indent + row.Image.Width) + 2 * Margin;
        var height = _rows.Sum(row => row.Image.Height + Gap) + 2 * Margin;
        var pixels = new byte[width * height];
        pixels.AsSpan().Fill(White);
        var top = Margin;
        foreach (var (image, indent, isCaption) in _rows)
        {
            for (var row = 0; row < image.Height; row++)
            {
                var target = pixels.AsSpan((top + row) * width + Margin + indent, image.Width);
                image.Pixels.Slice(row * image.Width, image.Width).CopyTo(target);
                if (isCaption)
                {
                    Lighten(target);
                }
            }

            top += image.Height + Gap;
        }

        return new LineImage(width, height, pixels);
    }

    /// <summary>Writes the sheet as a PNG file.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    public void Save(string path) => File.WriteAllBytes(path, PngImage.Encode(ToImage()));

    /// <summary>Closes the caption font.</summary>
    public void Dispose() => _renderer.Dispose();

    private static void Lighten(Span<byte> pixels)
    {
        foreach (ref var pixel in pixels)
        {
            pixel = (byte)(CaptionGrey + pixel * (White - CaptionGrey) / White);
        }
    }

    private static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(character =>
        character.IsAscii ? character.ToString() : $"U+{character.Value:X4} "));
}
