using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Loading;

/// <summary>Makes the images of planned samples, and lays them out as a <see cref="Batch"/>; for one thread at a time.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="options">How batches are made.</param>
/// <param name="epoch">The epoch, from 0.</param>
/// <param name="cancellationToken">Ends the wait for what a copy of a remote cache lacks.</param>
internal sealed class BatchBuilder(KhmerCorpusDataset dataset, BatchLoaderOptions options, int epoch, CancellationToken cancellationToken)
{
    private const float White = 1f;

    private readonly SampleDecoder _decoder = new(dataset);
    private readonly List<Row> _rows = [];
    private readonly List<int> _ids = [];

    /// <summary>
    /// Makes a batch. What the cache lacks, or has only damaged, the cache's renderer draws; a sample whose image is damaged and can't be drawn is left out, and counted as a miss.
    /// </summary>
    /// <returns>Null where no sample has an image.</returns>
    public Batch? TryBuild(PlannedBatch planned)
    {
        _rows.Clear();
        foreach (var sample in planned.Samples)
        {
            if (sample.Drawn is null)
            {
                _rows.Add(new Row(sample, sample.Width, null));
            }
            else if (Draw(sample) is { } drawn)
            {
                _rows.Add(drawn);
            }
        }

        while (_rows.Count > 0)
        {
            if (TryLayOut(planned.Number, out var damaged) is { } batch)
            {
                dataset.Cache.CountHits(_rows.Count(row => row.Drawn is null));
                return batch;
            }

            // Drawn in the place of one that was put in by hand it may have another width, and all others have to be laid out anew. That is slow, and rare.
            if (Draw(_rows[damaged].Sample) is { } drawn)
            {
                _rows[damaged] = drawn;
            }
            else
            {
                _rows.RemoveAt(damaged);
            }
        }

        return null;
    }

    private Row? Draw(PlannedSample sample)
    {
        if (!dataset.TryDraw(sample, out var pictures))
        {
            return null;
        }

        var width = pictures.Own!.Width + (pictures.Partner is { } partner ? SampleDecoder.Gap(partner.Height) + partner.Width : 0);
        return new Row(sample, sample.IsAugmented ? dataset.WidthAfterAugmentation(width, sample.Index, epoch) : width, pictures);
    }

    private Batch? TryLayOut(long number, out int damaged)
    {
        var (height, width) = (dataset.Options.ImageHeight, _rows.Max(row => row.Width));
        var length = checked(_rows.Count * height * width);
        var floats = options.Pixels == BatchPixels.Normalized ? BatchMemory<float>.Rent(length) : null;
        var greys = options.Pixels == BatchPixels.Grey ? BatchMemory<byte>.Rent(length) : null;
        damaged = -1;
        try
        {
            for (var i = 0; i < _rows.Count; i++)
            {
                if (!TryDecode(_rows[i]))
                {
                    damaged = i;
                    return null;
                }

                if (floats is not null)
                {
                    Normalize(floats.AsSpan(i * height * width, height * width), width);
                }
                else
                {
                    Copy(greys.AsSpan(i * height * width, height * width), width);
                }
            }

            var batch = Describe(number, floats, greys, height, width);
            (floats, greys) = (null, null);
            return batch;
        }
        finally
        {
            if (floats is not null)
            {
                BatchMemory<float>.Return(floats);
            }

            if (greys is not null)
            {
                BatchMemory<byte>.Return(greys);
            }
        }
    }

    private bool TryDecode(Row row)
    {
        if (row.Drawn is { } drawn)
        {
            _decoder.Take(drawn, row.Sample, epoch);
            return true;
        }

        try
        {
            _decoder.Decode(row.Sample, epoch, cancellationToken);
            return true;
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            dataset.Cache.Report(exception.Diagnostic);
            return false;
        }
        catch (KhmerCacheException exception) when (dataset.Cache.HasRenderer && ArrivingLines.CanBeDrawn(exception))
        {
            // Whoever tried to fetch its segment again has told of it.
            return false;
        }
    }

    private void Normalize(Span<float> image, int width)
    {
        var pixels = _decoder.Pixels;
        var own = _decoder.Width;
        for (var y = 0; y < _decoder.Height; y++)
        {
            var target = image.Slice(y * width, width);
            PixelNormalizer.Normalize(pixels.Slice(y * own, own), target);
            target[own..].Fill(White);
        }
    }

    private void Copy(Span<byte> image, int width)
    {
        var pixels = _decoder.Pixels;
        var own = _decoder.Width;
        for (var y = 0; y < _decoder.Height; y++)
        {
            var target = image.Slice(y * width, width);
            pixels.Slice(y * own, own).CopyTo(target);
            target[own..].Fill(byte.MaxValue);
        }
    }

    private Batch Describe(long number, float[]? floats, byte[]? greys, int height, int width)
    {
        var texts = _rows.ConvertAll(row => dataset.TextOf(row.Sample));
        var (targets, lengths, ctc, ctcLengths) = EncodeTargets(texts);
        return new Batch(dataset, floats, greys, height, width, [.. _rows.Select(row => row.Width)])
        {
            Targets = targets,
            TargetLengths = lengths,
            CtcTargets = ctc,
            CtcTargetLengths = ctcLengths,
            Texts = texts,
            Fonts = _rows.ConvertAll(row => row.Sample.Font!),
            Number = number,
            Indices = _rows.ConvertAll(row => row.Sample.Index),
        };
    }

    private (int[] Targets, int[] Lengths, int[] Ctc, int[] CtcLengths) EncodeTargets(List<string> texts)
    {
        if (options.Vocabulary is not { } vocabulary)
        {
            return ([], [], [], []);
        }

        _ids.Clear();
        var (lengths, ctcLengths) = (new int[texts.Count], new int[texts.Count]);
        for (var i = 0; i < texts.Count; i++)
        {
            ctcLengths[i] = vocabulary.Encode(texts[i], _ids);
            lengths[i] = ctcLengths[i] + 2;
        }

        int[] ctc = [.. _ids];
        var longest = lengths.Max();
        var targets = new int[texts.Count * longest];
        for (var (i, start) = (0, 0); i < texts.Count; start += ctcLengths[i++])
        {
            // Padding is 0, which the array is filled with already.
            var target = targets.AsSpan(i * longest, lengths[i]);
            target[0] = Vocabulary.StartOfSequence;
            ctc.AsSpan(start, ctcLengths[i]).CopyTo(target[1..]);
            target[^1] = Vocabulary.EndOfSequence;
        }

        return (targets, lengths, ctc, ctcLengths);
    }

    /// <summary>A sample of the batch.</summary>
    /// <param name="Sample">The sample.</param>
    /// <param name="Width">The width that it has in the batch.</param>
    /// <param name="Drawn">Its pictures before augmentation, where they were drawn; null where they are decoded from the cache.</param>
    private sealed record Row(PlannedSample Sample, int Width, DrawnPictures? Drawn);
}
