using System.Buffers;
using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>Collects samples and lays them out as a <see cref="Batch"/>.</summary>
internal sealed class BatchBuilder(BatchLoaderOptions options)
{
    private const float White = 1f;

    private readonly List<(string Text, FontDescriptor Font, CachedImage Image)> _samples = new(options.BatchSize);

    public int Count => _samples.Count;

    public void Add(string text, FontDescriptor font, in CachedImage image) => _samples.Add((text, font, image));

    /// <summary>Lays out what was added, and starts anew.</summary>
    public Batch Build()
    {
        var height = _samples.Max(sample => sample.Image.Height);
        var widths = _samples.ConvertAll(sample => sample.Image.Width).ToArray();
        var width = widths.Max();
        var images = ArrayPool<float>.Shared.Rent(_samples.Count * height * width);
        var pixels = ArrayPool<byte>.Shared.Rent(height * width);
        for (var i = 0; i < _samples.Count; i++)
        {
            _samples[i].Image.CopyTo(pixels);
            for (var row = 0; row < height; row++)
            {
                var target = images.AsSpan((i * height + row) * width, width);
                PixelNormalizer.Normalize(pixels.AsSpan(row * widths[i], widths[i]), target);
                target[widths[i]..].Fill(White);
            }
        }

        ArrayPool<byte>.Shared.Return(pixels);
        var (targets, lengths) = EncodeTargets();
        var batch = new Batch(images, height, width, widths)
        {
            Targets = targets,
            TargetLengths = lengths,
            Texts = _samples.ConvertAll(sample => sample.Text),
            Fonts = _samples.ConvertAll(sample => sample.Font),
        };
        _samples.Clear();
        return batch;
    }

    private (int[] Targets, int[] Lengths) EncodeTargets()
    {
        if (options.Vocabulary is not { } vocabulary)
        {
            return ([], []);
        }

        var sequences = _samples.ConvertAll(sample => (int[])
            [Vocabulary.StartOfSequence, .. vocabulary.Encode(sample.Text), Vocabulary.EndOfSequence]);
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
}
