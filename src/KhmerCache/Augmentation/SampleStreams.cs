using KhmerCache.Datasets;

namespace KhmerCache.Augmentation;

/// <summary>The streams of random numbers of one sample in one epoch, one for each effect.</summary>
internal readonly record struct SampleStreams(long Seed, int Epoch, int Index)
{
    /// <summary>Whether the sample has an effect; if so, <paramref name="random"/> is what its parameters are drawn from.</summary>
    public bool Has(EffectStream effect, double probability, out SeededRandom random)
    {
        random = new SeededRandom(Seed, Epoch, Index, (uint)effect);
        return random.NextDouble() < probability;
    }
}
