using KhmerCache.Augmentation;

namespace KhmerCache.Datasets;

/// <summary>Makes the picture of a sample: decoded, joined with its partner, augmented. It keeps its memory from sample to sample; for one thread at a time.</summary>
internal sealed class SampleDecoder(KhmerCorpusDataset dataset)
{
    private readonly GreyCanvas _canvas = new();
    private byte[] _pixels = [];

    /// <summary>The width of the picture in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>The height of the picture in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>The picture, row after row; 0 is black. Valid until the next one.</summary>
    public ReadOnlySpan<byte> Pixels { get => IsOnCanvas ? _canvas.Pixels : _pixels.AsSpan(0, Width * Height); }

    private bool IsOnCanvas { get; set; }

    /// <summary>The white columns between two samples that are joined, in pixels: about as wide as the blank that joins their labels.</summary>
    public static int Gap(int imageHeight) => imageHeight / 4;

    /// <summary>Decodes a sample that was found in the cache.</summary>
    /// <exception cref="KhmerCacheException">An image is damaged, or a glyph of it is missing.</exception>
    /// <exception cref="OperationCanceledException">The wait for what a copy of a remote cache lacks was cancelled.</exception>
    public void Decode(in PlannedSample sample, int epoch, CancellationToken cancellationToken = default)
    {
        Copy(sample.Image, cancellationToken);
        if (sample.IsAugmented)
        {
            _canvas.Load(_pixels.AsSpan(0, Width * Height), Width, Height);
            if (sample.Partner >= 0)
            {
                Copy(sample.PartnerImage, cancellationToken);
                _canvas.Append(_pixels.AsSpan(0, Width * Height), Width, Gap(Height));
            }

            Augment(sample.Index, epoch);
        }
    }

    /// <summary>Takes the pictures of a sample that were drawn.</summary>
    public void Take(DrawnPictures pictures, in PlannedSample sample, int epoch)
    {
        _canvas.Load(pictures.Own!.Pixels, pictures.Own.Width, pictures.Own.Height);
        if (sample.IsAugmented)
        {
            if (pictures.Partner is { } partner)
            {
                _canvas.Append(partner.Pixels, partner.Width, Gap(partner.Height));
            }

            Augment(sample.Index, epoch);
            return;
        }

        (IsOnCanvas, Width, Height) = (true, _canvas.Width, _canvas.Height);
    }

    private void Copy(in CachedImage image, CancellationToken cancellationToken)
    {
        var length = image.Length;
        if (_pixels.Length < length)
        {
            _pixels = new byte[Math.Max(length, Math.Min(Array.MaxLength, 2L * _pixels.Length))];
        }

        image.CopyTo(_pixels.AsSpan(0, length), cancellationToken);
        (IsOnCanvas, Width, Height) = (false, image.Width, image.Height);
    }

    private void Augment(int index, int epoch)
    {
        dataset.Pipeline!.Apply(_canvas, dataset.Options.Seed, epoch, index);
        (IsOnCanvas, Width, Height) = (true, _canvas.Width, _canvas.Height);
    }
}
