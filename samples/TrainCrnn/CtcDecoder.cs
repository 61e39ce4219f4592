using KhmerCache.Datasets;

namespace TrainCrnn;

/// <summary>Greedy decoding of CTC (Graves et al., 2006): the best id of each frame; repeats are one id, and blanks are none.</summary>
internal static class CtcDecoder
{
    /// <summary>The ids of a text.</summary>
    /// <param name="frames">The best id of each frame. The blank is <see cref="Vocabulary.Padding"/>; between two equal ids it makes them two.</param>
    public static IEnumerable<int> Decode(IEnumerable<long> frames)
    {
        long last = Vocabulary.Padding;
        foreach (var id in frames)
        {
            if (id != last && id != Vocabulary.Padding)
            {
                yield return (int)id;
            }

            last = id;
        }
    }
}
