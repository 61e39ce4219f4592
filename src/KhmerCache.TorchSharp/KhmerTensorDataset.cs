using KhmerCache.Datasets;
using TorchSharp;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp;

/// <summary>
/// A <see cref="KhmerCorpusDataset"/> for programs that are written around <c>torch.utils.data.DataLoader</c>. Each sample is a dictionary of tensors:
/// <c>image</c>, float32 in [-1, 1], shape (1, H, W); <c>width</c>, int64; <c>target</c>, the ids with start and end of sequence, int64, shape (T);
/// <c>length</c>, the number of these ids, int64.
/// </summary>
/// <remarks>
/// Lines differ in width, so that the loader needs <see cref="Collate"/>, which pads:
/// <c>new DataLoader&lt;Dictionary&lt;string, Tensor&gt;, Dictionary&lt;string, Tensor&gt;&gt;(dataset, 32, KhmerTensorDataset.Collate, shuffle: true)</c>.
/// Each sample has tensors of its own, which the loader disposes of. <see cref="Loading.BatchLoader"/> and <see cref="BatchExtensions.ToTensors"/> do the same with
/// one tensor a batch, without copies, and can be resumed; they are the first choice.
/// </remarks>
public sealed class KhmerTensorDataset : utils.data.Dataset
{
    private readonly KhmerCorpusDataset _dataset;
    private readonly Vocabulary _vocabulary;
    private readonly int[] _shown;

    /// <summary>Takes the lines of a dataset that have an image. It looks for all of them; where the cache has a renderer, that draws what is missing.</summary>
    /// <param name="dataset">The dataset; its cache must stay open. It is not disposed of.</param>
    /// <param name="vocabulary">What turns labels into targets.</param>
    /// <exception cref="ArgumentException">Samples are joined, and the vocabulary lacks the blank that joins their labels.</exception>
    /// <exception cref="KhmerCacheException">There is no image of any line.</exception>
    public KhmerTensorDataset(KhmerCorpusDataset dataset, Vocabulary vocabulary)
    {
        dataset.CheckCanEncode(vocabulary);
        (_dataset, _vocabulary) = (dataset, vocabulary);
        _shown = [.. Enumerable.Range(0, dataset.Count).Where(dataset.CanShow)];
        if (_shown.Length == 0)
        {
            throw dataset.NothingToShow();
        }
    }

    /// <summary>The epoch, from 0: what a training sample's font follows from, with seed and index. Raise it before each pass.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of samples: of lines that have an image, in the order of the corpus.</summary>
    public override long Count => _shown.Length;

    /// <summary>The tensors of a sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The tensors by name; the caller disposes of them.</returns>
    /// <exception cref="KhmerCacheException">The image is damaged, and there is no renderer.</exception>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var sample = _dataset.GetSample(_shown[index], Epoch);
        long[] target = [Vocabulary.StartOfSequence, .. _vocabulary.Encode(sample.Text), Vocabulary.EndOfSequence];
        return new Dictionary<string, Tensor>
        {
            ["image"] = tensor(Normalize(sample.Image), [1, sample.Image.Height, sample.Image.Width]),
            ["width"] = tensor((long)sample.Image.Width),
            ["target"] = tensor(target),
            ["length"] = tensor((long)target.Length),
        };
    }

    /// <summary>
    /// Makes one dictionary of the samples of a batch: <c>image</c>, shape (N, 1, H, W), filled up with white (1); <c>target</c>, shape (N, T), filled up with
    /// <see cref="Vocabulary.Padding"/>; <c>width</c> and <c>length</c>, shape (N).
    /// </summary>
    /// <param name="samples">The samples of the batch.</param>
    /// <param name="device">Where the tensors are to be.</param>
    public static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
    {
        using var scope = NewDisposeScope();
        var list = samples.ToList();
        return new Dictionary<string, Tensor>
        {
            ["image"] = Keep(Pad("image", value: 1)),
            ["width"] = Keep(stack(list.Select(sample => sample["width"]))),
            ["target"] = Keep(Pad("target", Vocabulary.Padding)),
            ["length"] = Keep(stack(list.Select(sample => sample["length"]))),
        };

        Tensor Keep(Tensor tensor) => tensor.to(device).MoveToOuterDisposeScope();

        // To the longest of the batch in the last dimension.
        Tensor Pad(string name, double value)
        {
            var longest = list.Max(sample => sample[name].shape[^1]);
            return stack(list.Select(sample => nn.functional.pad(sample[name], (0, longest - sample[name].shape[^1]), PaddingModes.Constant, value)));
        }
    }

    private static float[] Normalize(LineImage image)
    {
        var values = new float[image.Pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (image.Pixels[i] / 127.5f) - 1f;
        }

        return values;
    }
}
