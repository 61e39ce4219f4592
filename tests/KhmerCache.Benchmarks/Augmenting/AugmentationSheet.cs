using System.Globalization;
using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Rendering;

namespace KhmerCache.Benchmarks.Augmenting;

/// <summary>The picture of docs/augmentation.md: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- augment-sheet docs/augmentation.png</c>.</summary>
internal static class AugmentationSheet
{
    private const int ImageHeight = 32;
    private const int Scale = 2;
    private const int Gap = 16;
    private const int PipelineRows = 8;

    // One line in a book face and one in a display face; both have subscripts, and vowels on all sides.
    private static readonly (string Text, string Font)[] Lines =
    [
        ("ជ្រើសភាសាខ្មែរដើម្បីធ្វើការ", "KhmerOSbattambang"),
        ("បញ្ចូលឈ្មោះសៀវភៅ ២០២៦", "KhmerOSmuollight"),
    ];

    // Short enough that two of them are as long as a line above.
    private static readonly (string Text, string Partner, string Font)[] Pairs =
    [
        ("ជ្រើសភាសា", "ខ្មែរ", "KhmerOSbattambang"),
        ("សៀវភៅ", "២០២៦", "KhmerOSmuollight"),
    ];

    /// <summary>Writes the picture.</summary>
    public static void Write(string path)
    {
        var caption = FontDescriptor.FromPath(Path.Combine(Corpus.Repository, "fonts", "ofl", "noto-sans-khmer-regular.ttf"), Corpus.Repository);
        LineImage[] images = Array.ConvertAll(Lines, line => Render(line.Text, line.Font));
        using var sheet = new ContactSheet(caption, columns: 2);
        sheet.AddGroup("Concatenation");
        LineImage[] first = Array.ConvertAll(Pairs, pair => Render(pair.Text, pair.Font));
        LineImage[] second = Array.ConvertAll(Pairs, pair => Render(pair.Partner, pair.Font));
        sheet.AddImage("samples", Show(first, (_, _) => { }));
        sheet.AddImage("partners", Show(second, (_, _) => { }));
        sheet.AddImage("joined", Show(first, (canvas, pair) => canvas.Append(second[pair].Pixels, second[pair].Width, SampleDecoder.Gap(ImageHeight))));
        foreach (var (effect, strengths) in StrongerAndStronger.Effects)
        {
            sheet.AddGroup(effect);
            sheet.AddImage("as it was", Show(images, (_, _) => { }));
            foreach (var (name, apply) in strengths)
            {
                sheet.AddImage(name, Show(images, (canvas, _) => apply(canvas)));
            }
        }

        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        for (var half = 0; half < 2; half++)
        {
            sheet.AddGroup(half == 0 ? "Default" : "Default, more samples");
            for (var row = 0; row < PipelineRows; row++)
            {
                var index = half * PipelineRows + row;
                sheet.AddImage(
                    index.ToString(CultureInfo.InvariantCulture),
                    Show(images, (canvas, line) => pipeline.Apply(canvas, seed: 1, epoch: 0, index * Lines.Length + line)));
            }
        }

        sheet.Save(path);
    }

    private static LineImage Render(string text, string font)
    {
        using var renderer = new LineRenderer();
        return renderer.TryRender(text, Corpus.Fonts.Single(known => known.Path.EndsWith(font + ".ttf", StringComparison.Ordinal)), ImageHeight, out var line, out var problem)
            ? line.Image
            : throw new InvalidOperationException(problem);
    }

    private static LineImage Show(LineImage[] images, Action<GreyCanvas, int> apply)
    {
        var (shown, canvas) = (new GreyCanvas(), new GreyCanvas());
        for (var line = 0; line < images.Length; line++)
        {
            canvas.Load(images[line].Pixels, images[line].Width, images[line].Height);
            apply(canvas, line);
            if (line == 0)
            {
                shown.Load(canvas.Pixels, canvas.Width, canvas.Height);
            }
            else
            {
                shown.Append(canvas.Pixels, canvas.Width, Gap);
            }
        }

        return Enlarge(shown);
    }

    private static LineImage Enlarge(GreyCanvas canvas)
    {
        var width = canvas.Width * Scale;
        var pixels = new byte[width * canvas.Height * Scale];
        for (var i = 0; i < pixels.Length; i++)
        {
            // 32 greys are enough to look at, and keep the file small.
            var grey = canvas.Pixels[i / width / Scale * canvas.Width + i % width / Scale];
            pixels[i] = (byte)((grey & 0xF8) | (grey >> 5));
        }

        return new LineImage(width, canvas.Height * Scale, pixels);
    }
}
