using KhmerCache.Rendering.Raster;

namespace KhmerCache.Rendering;

/// <summary>
/// Pictures in groups, each group below the label that they share and each picture beside its name, so that a person can look at what a model
/// will see. Labels and names are drawn in one plain font, so that label and picture can be compared.
/// </summary>
public sealed class ContactSheet : IDisposable
{
    private const byte White = 255;
    private const byte CaptionGrey = 96;
    private const int Margin = 12;
    private const int Gap = 4;
    private const int NameHeight = 16;

    private readonly LineRenderer _renderer = new();
    private readonly List<Group> _groups = [];
    private readonly FontDescriptor _captionFont;
    private readonly int _columns;

    /// <summary>Makes an empty sheet.</summary>
    /// <param name="captionFont">The font of labels and names; it should have Khmer and Latin letters.</param>
    /// <param name="columns">How many groups stand beside each other.</param>
    public ContactSheet(FontDescriptor captionFont, int columns = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        (_captionFont, _columns) = (captionFont, columns);
    }

    /// <summary>Starts a group of pictures.</summary>
    /// <param name="label">What the pictures show; characters that the caption font lacks appear as U+XXXX.</param>
    public void AddGroup(string label) => _groups.Add(new Group(Caption(label, imageHeight: 24), []));

    /// <summary>Adds a picture to the last group.</summary>
    /// <param name="name">What tells it from the others, such as the name of its font.</param>
    /// <param name="image">The picture.</param>
    /// <exception cref="InvalidOperationException">There is no group yet.</exception>
    public void AddImage(string name, LineImage image)
    {
        if (_groups.Count == 0)
        {
            throw new InvalidOperationException("A picture belongs to a group: call AddGroup first.");
        }

        _groups[^1].Rows.Add((Caption(name, NameHeight), image));
    }

    /// <summary>The sheet as one picture.</summary>
    /// <exception cref="InvalidOperationException">There is no group.</exception>
    public LineImage ToImage()
    {
        if (_groups.Count == 0)
        {
            throw new InvalidOperationException("The sheet is empty.");
        }

        var names = _groups.SelectMany(group => group.Rows).Select(row => row.Name?.Width ?? 0).DefaultIfEmpty().Max();
        var columnWidth = _groups.Max(group => group.Width(names)) + Margin;
        var rows = _groups.Chunk(_columns).ToArray();
        var width = Math.Min(_columns, _groups.Count) * columnWidth + Margin;
        var canvas = new Canvas(width, rows.Sum(row => row.Max(group => group.Height) + Margin) + Margin);
        var top = Margin;
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                Draw(row[column], canvas, Margin + column * columnWidth, top, names);
            }

            top += row.Max(group => group.Height) + Margin;
        }

        return canvas.ToImage();
    }

    /// <summary>Writes the sheet as a PNG file.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    public void Save(string path) => File.WriteAllBytes(path, PngImage.Encode(ToImage()));

    /// <summary>Closes the caption font.</summary>
    public void Dispose() => _renderer.Dispose();

    private static void Draw(Group group, Canvas canvas, int left, int top, int names)
    {
        canvas.Draw(group.Label, left, top, CaptionGrey);
        top += (group.Label?.Height ?? 0) + Gap;
        foreach (var (name, image) in group.Rows)
        {
            canvas.Draw(name, left, top + (image.Height - NameHeight) / 2, CaptionGrey);
            canvas.Draw(image, left + names, top, black: 0);
            top += image.Height + Gap;
        }
    }

    private LineImage? Caption(string text, int imageHeight) =>
        _renderer.TryRender(text, _captionFont, imageHeight, out var line, out _)
        || _renderer.TryRender(Escape(text), _captionFont, imageHeight, out line, out _)
            ? line.Image
            : null;

    private static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(character =>
        character.IsAscii ? character.ToString() : $"U+{character.Value:X4} "));

    private sealed record Group(LineImage? Label, List<(LineImage? Name, LineImage Image)> Rows)
    {
        public int Height => (Label?.Height ?? 0) + Gap + Rows.Sum(row => row.Image.Height + Gap);

        public int Width(int names) => Math.Max(Label?.Width ?? 0, names + Rows.Select(row => row.Image.Width).DefaultIfEmpty().Max());
    }

    private sealed class Canvas
    {
        private readonly byte[] _pixels;
        private readonly int _width;

        public Canvas(int width, int height)
        {
            (_width, _pixels) = (width, new byte[width * height]);
            _pixels.AsSpan().Fill(White);
        }

        /// <summary>Draws an image with its black as the grey <paramref name="black"/>; images that overlap darken each other.</summary>
        public void Draw(LineImage? image, int left, int top, byte black)
        {
            for (var i = 0; i < (image?.Pixels.Length ?? 0); i++)
            {
                var grey = (byte)(black + image!.Pixels[i] * (White - black) / White);
                ref var pixel = ref _pixels[(top + i / image.Width) * _width + left + i % image.Width];
                pixel = Math.Min(pixel, grey);
            }
        }

        public LineImage ToImage() => new(_width, _pixels.Length / _width, _pixels);
    }
}
