using System.Buffers;
using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>Collects samples and lays them out as a <see cref="Batch"/>.</summary>
internal sealed class BatchBuilder(BatchLoaderOptions options)
{
    private const float White = 1f;

    private readonly List<Row> _rows = new(options.BatchSize);

    public int Count => _rows.Count;

    /// <summary>Decodes an image from the cache, and adds it.</summary>
    /// <exception cref="KhmerCacheException">The image is damaged; it is not added.</exception>
    public void Add(string text, FontDescriptor font, in CachedImage image)
    {
        var row = Rent(text, font, image.Width, image.Height);
        try
        {
            image.CopyTo(row.Pixels);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(row.Pixels);
            throw;
        }

        _rows.Add(row);
    }

    /// <summary>Adds an image that was drawn just now.</summary>
    public void Add(string text, FontDescriptor font, LineImage image)
    {
        var row = Rent(text, font, image.Width, image.Height);
        image.Pixels.CopyTo(row.Pixels);
        _rows.Add(row);
    }

    /// <summary>Lays out what was added, and starts anew.</summary>
    public Batch Build()
    {
        var height = _rows.Max(row => row.Height);
        var width = _rows.Max(row => row.Width);
        var images = ArrayPool<float>.Shared.Rent(_rows.Count * height * width);
        for (var i = 0; i < _rows.Count; i++)
        {
            Normalize(_rows[i], images.AsSpan(i * height * width, height * width), width);
            ArrayPool<byte>.Shared.Return(_rows[i].Pixels);
        }

        var (targets, lengths) = EncodeTargets();
        var batch = new Batch(images, height, width, [.. _rows.Select(row => row.Width)])
        {
            Targets = targets,
            TargetLengths = lengths,
            Texts = _rows.ConvertAll(row => row.Text),
            Fonts = _rows.ConvertAll(row => row.Font),
        };
        _rows.Clear();
        return batch;
    }

    private static Row Rent(string text, FontDescriptor font, int width, int height) =>
        new(text, font, width, height, ArrayPool<byte>.Shared.Rent(width * height));

    private static void Normalize(Row row, Span<float> image, int width)
    {
        for (var y = 0; y < row.Height; y++)
        {
            var target = image.Slice(y * width, width);
            PixelNormalizer.Normalize(row.Pixels.AsSpan(y * row.Width, row.Width), target);
            target[row.Width..].Fill(White);
        }

        image[(row.Height * width)..].Fill(White);
    }

    private (int[] Targets, int[] Lengths) EncodeTargets()
    {
        if (options.Vocabulary is not { } vocabulary)
        {
            return ([], []);
        }

        var sequences = _rows.ConvertAll(row => (int[])[Vocabulary.StartOfSequence, .. vocabulary.Encode(row.Text), Vocabulary.EndOfSequence]);
        var lengths = sequences.ConvertAll(sequence => sequence.Length).ToArray();
        var longest = lengths.Max();
        var targets = new int[sequences.Count * longest];
        for (var i = 0; i < sequences.Count; i++)
        {
            // Padding is 0, which the array is filled with already.
            sequences[i].CopyTo(targets, i * longest);
        }

        return (targets, lengths);
    }

    /// <summary>A sample with its pixels in rented memory, which is longer than the image.</summary>
    private sealed record Row(string Text, FontDescriptor Font, int Width, int Height, byte[] Pixels);
}
