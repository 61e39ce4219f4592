using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Loading;

/// <summary>
/// Which samples make up each batch of an epoch: a pure function of dataset, options and epoch. It is made for all ranks at once, pool by pool, so that the
/// first batch does not wait for the last.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="options">How batches are made.</param>
/// <param name="epoch">The epoch, from 0.</param>
/// <param name="countsMisses">Whether lines without image are counted, those of this rank's share.</param>
/// <param name="cancellationToken">Ends the wait for what a copy of a remote cache lacks.</param>
internal sealed class EpochPlan(KhmerCorpusDataset dataset, BatchLoaderOptions options, int epoch, bool countsMisses = false, CancellationToken cancellationToken = default)
{
    /// <summary>The samples of a batch where a budget of pixels decides how many they are; only the size of the pool depends on it.</summary>
    private const int TypicalBatch = 64;

    /// <summary>Told apart from the samples, which have streams of random numbers of their own.</summary>
    private const int BatchOrder = -2;

    private readonly QuasiRandomOrder? _ranges = options.QuasiRandomRanges > 1 ? new QuasiRandomOrder(dataset, options.QuasiRandomRanges) : null;
    private readonly Queue<(int Start, HashRange TextHashes)> _toExpect = [];
    private readonly List<PlannedSample> _pool = [];
    private readonly List<PlannedSample[]> _batches = [];
    private long _found;

    /// <summary>Where the last range begins that was announced.</summary>
    private int _expectedFrom = -1;

    /// <summary>The batches of this rank, in order.</summary>
    /// <exception cref="KhmerCacheException">There is no image of any line, or there are fewer samples than ranks.</exception>
    public IEnumerable<PlannedBatch> Batches()
    {
        var number = 0L;
        var order = OrderOfSamples();
        var size = PoolSize;
        for (var (next, pool) = (0, 0); next < order.Length; pool++)
        {
            // What would be a small pool at the end is added to the one before it.
            var end = order.Length - next < 2L * size ? order.Length : next + size;
            Expect(end);
            for (; next < end; next++)
            {
                Add(order[next]);
            }

            if (next == order.Length && options.DropLast)
            {
                LeaveOutLast();
            }

            var first = _batches.Count;
            Cut(isLast: next == order.Length);
            ShuffleBatches(first, pool);
            if (next == order.Length)
            {
                Equalize();
            }

            // Dealt out in rounds, so that all ranks have as many; one round stays, to be divided otherwise at the end.
            var rounds = _batches.Count / options.WorldSize - (next == order.Length ? 0 : 1);
            for (var round = 0; round < rounds; round++)
            {
                yield return new PlannedBatch(number++, _batches[round * options.WorldSize + options.Rank]);
            }

            _batches.RemoveRange(0, Math.Max(0, rounds) * options.WorldSize);
        }

        if (_found == 0)
        {
            throw dataset.NothingToShow();
        }
    }

    private int PoolSize
    {
        get
        {
            var batches = Math.Max(options.WidthBuckets, 2 * options.WorldSize);
            return (int)Math.Min(int.MaxValue / 4, (long)batches * (options.PixelBudget > 0 ? TypicalBatch : options.BatchSize));
        }
    }

    private int[] OrderOfSamples()
    {
        if (_ranges is null)
        {
            return EpochOrder.Create(dataset.Count, dataset.Options.Seed, epoch, options.Shuffle);
        }

        var order = new List<int>(dataset.Count);
        foreach (var range in _ranges.RangesOf(dataset.Options.Seed, epoch))
        {
            _toExpect.Enqueue((order.Count, HashRange.At(range, _ranges.Ranges)));
            order.AddRange(_ranges.SamplesOf(range, dataset.Options.Seed, epoch));
        }

        return [.. order];
    }

    /// <summary>Says which segments will be needed for the samples up to <paramref name="end"/>, and for the range after them; once for each range, so that a small pool does not look further and further ahead.</summary>
    private void Expect(int end)
    {
        while (_expectedFrom < end && _toExpect.TryDequeue(out var range))
        {
            dataset.Cache.Expect(range.TextHashes);
            _expectedFrom = range.Start;
        }
    }

    private void Add(int index)
    {
        var sample = dataset.Plan(index, epoch, _ranges, cancellationToken);
        if (sample.IsFound)
        {
            _pool.Add(sample);
            _found++;
        }
        else if (countsMisses && index % options.WorldSize == options.Rank)
        {
            dataset.Cache.CountMiss();
        }
    }

    /// <summary>Leaves out what fills no whole round of batches: the last samples in the order of the epoch, and not the widest, which would be the same ones in each epoch.</summary>
    private void LeaveOutLast()
    {
        if (options.PixelBudget > 0 && options.WidthBuckets <= 0)
        {
            // Cut in the order of the epoch, they are the last ones already.
            return;
        }

        var rounds = (_batches.Count + _pool.Count / options.BatchSize) / options.WorldSize;
        var kept = options.PixelBudget > 0 ? CountThatFillBatches() : Math.Max(0, rounds * options.WorldSize - _batches.Count) * options.BatchSize;
        _pool.RemoveRange(kept, _pool.Count - kept);
    }

    /// <summary>
    /// How many samples of the pool, in the order of the epoch, fill whole rounds of batches when they are ordered by width and cut by the budget: the most that do, or all of them
    /// where leaving out less than a round is not enough.
    /// </summary>
    private int CountThatFillBatches()
    {
        var keys = KeysByWidth();
        Array.Sort(keys);
        var ofNarrowest = keys.Length > 0 ? Math.Max(1, options.PixelBudget / ((keys[0] >> 32) * dataset.Options.ImageHeight)) : 0;
        var least = Math.Max(0, keys.Length - ofNarrowest * options.WorldSize);
        for (var kept = keys.Length; kept > least; kept--)
        {
            var (batches, samples, isWhole) = (_batches.Count, 0L, true);
            foreach (var key in keys)
            {
                if ((int)key >= kept)
                {
                    continue;
                }

                var pixels = (key >> 32) * dataset.Options.ImageHeight;
                if (samples == 0 || (samples + 1) * pixels > options.PixelBudget)
                {
                    (batches, samples) = (batches + 1, 0);
                }

                samples++;
                isWhole = (samples + 1) * pixels > options.PixelBudget;
            }

            if (isWhole && batches % options.WorldSize == 0)
            {
                return kept;
            }
        }

        return keys.Length;
    }

    // The width, and the place in the pool.
    private long[] KeysByWidth()
    {
        var keys = new long[_pool.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)_pool[i].Width << 32) | (uint)i;
        }

        return keys;
    }

    /// <summary>Cuts the pool into batches. What fills no whole batch waits for the next pool, or at the end is a batch of its own, or is left out.</summary>
    private void Cut(bool isLast)
    {
        if (options.WidthBuckets > 0)
        {
            // By width, and samples of one width in the order that they had.
            var samples = _pool.ToArray();
            Array.Sort(KeysByWidth(), samples);
            _pool.Clear();
            _pool.AddRange(samples);
        }

        var start = 0;
        while (start < _pool.Count)
        {
            var count = CountFrom(start, out var isWhole);
            if (!isWhole && (!isLast || options.DropLast))
            {
                break;
            }

            _batches.Add([.. _pool.GetRange(start, count)]);
            start += count;
        }

        _pool.RemoveRange(0, start);
    }

    /// <summary>How many samples the batch that begins at <paramref name="start"/> takes, and whether another one would not have gone in.</summary>
    private int CountFrom(int start, out bool isWhole)
    {
        var rest = _pool.Count - start;
        if (options.PixelBudget <= 0)
        {
            isWhole = rest >= options.BatchSize;
            return Math.Min(rest, options.BatchSize);
        }

        var widest = 0;
        for (var count = 0; count < rest; count++)
        {
            widest = Math.Max(widest, _pool[start + count].Width);
            if (count > 0 && (count + 1L) * widest * dataset.Options.ImageHeight > options.PixelBudget)
            {
                isWhole = true;
                return count;
            }
        }

        // Another one of that width would not go in.
        isWhole = (rest + 1L) * widest * dataset.Options.ImageHeight > options.PixelBudget;
        return rest;
    }

    private void ShuffleBatches(int first, int pool)
    {
        if (options.Shuffle && options.WidthBuckets > 0)
        {
            EpochOrder.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_batches)[first..], new SeededRandom(dataset.Options.Seed, epoch, BatchOrder, (uint)pool));
        }
    }

    /// <summary>Makes the last batches as many as the ranks can share: halves some, or leaves some out.</summary>
    private void Equalize()
    {
        if (options.DropLast)
        {
            _batches.RemoveRange(_batches.Count - _batches.Count % options.WorldSize, _batches.Count % options.WorldSize);
            return;
        }

        while (_batches.Count % options.WorldSize != 0 && _batches.Max(batch => batch.Length) > 1)
        {
            var largest = _batches.FindLastIndex(batch => batch.Length == _batches.Max(other => other.Length));
            var batch = _batches[largest];
            _batches[largest] = batch[..(batch.Length / 2)];
            _batches.Insert(largest + 1, batch[(batch.Length / 2)..]);
        }

        if (_batches.Count % options.WorldSize != 0 && _batches.Count < options.WorldSize)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration,
                $"An epoch of '{dataset.Split.Name}' has {_found} samples, too few for {options.WorldSize} ranks to have one each. Train with fewer processes, or on more lines.");
        }

        while (_batches.Count % options.WorldSize != 0)
        {
            // Only where a batch has one sample: nothing can be halved, so some have two.
            var (last, before) = (_batches[^1], _batches.Count % options.WorldSize);
            _batches.RemoveAt(_batches.Count - 1);
            _batches[before - 1] = [.. _batches[before - 1], .. last];
        }
    }
}
