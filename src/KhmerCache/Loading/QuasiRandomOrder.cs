using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Loading;

/// <summary>
/// An order of an epoch with locality, which FFCV calls quasi-random: one equal range of text hashes after the other, the ranges in an order that is shuffled by seed and epoch,
/// and the samples of each shuffled too. A pure function of the labels, seed and epoch.
/// </summary>
internal sealed class QuasiRandomOrder
{
    /// <summary>Told apart from the samples and from the order of batches, which have streams of random numbers of their own.</summary>
    private const int RangeOrder = -3;

    private readonly int[] _ends;
    private readonly int[] _samples;

    /// <summary>Sorts the samples of a dataset into ranges.</summary>
    public QuasiRandomOrder(KhmerCorpusDataset dataset, int ranges)
    {
        Ranges = ranges;
        (_ends, _samples) = (new int[ranges + 1], new int[dataset.Count]);
        for (var index = 0; index < dataset.Count; index++)
        {
            _ends[HashRange.PlaceOf(dataset.TextHashOf(index), ranges) + 1]++;
        }

        for (var range = 0; range < ranges; range++)
        {
            _ends[range + 1] += _ends[range];
        }

        // Each range's start becomes its end on the way, and what was before it is its start.
        for (var index = 0; index < dataset.Count; index++)
        {
            _samples[_ends[HashRange.PlaceOf(dataset.TextHashOf(index), ranges)]++] = index;
        }
    }

    /// <summary>How many ranges there are; some may be empty.</summary>
    public int Ranges { get; }

    /// <summary>The ranges in the order of an epoch.</summary>
    public int[] RangesOf(long seed, int epoch)
    {
        int[] ranges = [.. Enumerable.Range(0, Ranges)];
        EpochOrder.Shuffle<int>(ranges, new SeededRandom(seed, epoch, RangeOrder));
        return ranges;
    }

    /// <summary>The samples of a range in the order of an epoch.</summary>
    public int[] SamplesOf(int range, long seed, int epoch)
    {
        var samples = MembersOf(range).ToArray();
        EpochOrder.Shuffle<int>(samples, new SeededRandom(seed, epoch, RangeOrder, 1 + (uint)range));
        return samples;
    }

    /// <summary>The sample that is joined to one in an epoch, from its own range; false where it stays alone.</summary>
    public bool TryChoosePartner(AugmentationPipeline pipeline, long seed, int epoch, int index, ulong textHash, out int partner)
    {
        var members = MembersOf(HashRange.PlaceOf(textHash, Ranges));
        var place = members.BinarySearch(index);
        var isJoined = pipeline.TryChoosePartner(seed, epoch, index, place, members.Length, out partner);
        partner = isJoined ? members[partner] : -1;
        return isJoined;
    }

    private ReadOnlySpan<int> MembersOf(int range) => range == 0 ? _samples.AsSpan(0, _ends[0]) : _samples.AsSpan(_ends[range - 1], _ends[range] - _ends[range - 1]);
}
