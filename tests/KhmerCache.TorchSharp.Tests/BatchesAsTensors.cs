using System.Runtime.InteropServices;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

public sealed class BatchesAsTensors : IDisposable
{
    private readonly SmallCorpus _corpus = new(words: 20);

    public void Dispose() => _corpus.Dispose();

    [TorchFact]
    public void Images_are_those_of_the_batch()
    {
        var batch = FirstBatch();
        var expected = batch.Images.ToArray();

        using var tensors = batch.ToTensors();

        Assert.Equal([8, 1, SmallCorpus.Height, batch.Width], tensors.Images.shape);
        Assert.Equal(ScalarType.Float32, tensors.Images.dtype);
        Assert.Equal(expected, tensors.Images.data<float>().ToArray());
        Assert.Equal(batch.Widths.Select(width => (long)width), tensors.Widths.data<long>().ToArray());
    }

    [TorchFact]
    public void Images_on_the_cpu_are_not_copied()
    {
        var batch = FirstBatch();
        using var tensors = batch.ToTensors();

        MemoryMarshal.AsMemory(batch.Images).Span[5] = 42;

        Assert.Equal(42, tensors.Images.data<float>().ToArray()[5]);
    }

    [TorchFact]
    public void Images_of_8_bits_stay_so_and_are_not_copied_either()
    {
        var batch = _corpus.Load(batchSize: 8, pixels: BatchPixels.Grey).Enumerate().First();
        var expected = batch.GreyImages.ToArray();
        using var tensors = batch.ToTensors();

        Assert.Equal(ScalarType.Byte, tensors.Images.dtype);
        Assert.Equal([8, 1, SmallCorpus.Height, batch.Width], tensors.Images.shape);
        Assert.Equal(expected, tensors.Images.data<byte>().ToArray());

        MemoryMarshal.AsMemory(batch.GreyImages).Span[5] = 42;

        Assert.Equal(42, tensors.Images.data<byte>().ToArray()[5]);
    }

    [TorchFact]
    public void A_clone_outlives_the_batch()
    {
        var tensors = FirstBatch().ToTensors();
        using var clone = tensors.Images.clone();
        var expected = clone.data<float>().ToArray();

        tensors.Dispose();
        DrawOverRentedMemory();

        Assert.Equal(expected, clone.data<float>().ToArray());
    }

    [TorchFact]
    public void Attention_targets_start_end_and_are_padded()
    {
        var batch = FirstBatch();
        using var tensors = batch.ToTensors();

        var lengths = tensors.TargetLengths.data<long>().ToArray();
        var rows = tensors.Targets.data<long>().ToArray().Chunk((int)tensors.Targets.shape[1]).ToArray();

        Assert.Equal(8, rows.Length);
        Assert.All(rows.Zip(lengths, batch.Texts), sample =>
        {
            var (ids, length, text) = sample;
            long[] expected = [Vocabulary.StartOfSequence, .. _corpus.Vocabulary.Encode(text).Select(id => (long)id), Vocabulary.EndOfSequence];
            Assert.Equal(expected, ids[..(int)length]);
            Assert.All(ids[(int)length..], id => Assert.Equal(Vocabulary.Padding, id));
        });
    }

    [TorchFact]
    public void Ctc_targets_are_the_labels_one_after_the_other()
    {
        var batch = FirstBatch();
        using var tensors = batch.ToTensors();

        var labels = batch.Texts.Select(_corpus.Vocabulary.Encode).ToList();

        Assert.Equal(labels.Select(label => (long)label.Length), tensors.CtcLengths.data<long>().ToArray());
        Assert.Equal(labels.SelectMany(label => label).Select(id => (long)id), tensors.CtcTargets.data<long>().ToArray());
    }

    [TorchFact]
    public void Without_a_vocabulary_targets_are_empty()
    {
        using var tensors = _corpus.Load(batchSize: 8, withTargets: false).Enumerate().First().ToTensors();

        Assert.Equal([8, 0], tensors.Targets.shape);
        Assert.Equal([0], tensors.CtcTargets.shape);
        Assert.Equal(new long[8], tensors.TargetLengths.data<long>().ToArray());
        Assert.Equal(new long[8], tensors.CtcLengths.data<long>().ToArray());
    }

    [TorchFact]
    public void Disposing_of_the_tensors_disposes_of_the_batch()
    {
        var batch = FirstBatch();
        var before = Tensor.TotalCount;

        batch.ToTensors().Dispose();

        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<ObjectDisposedException>(() => batch.Images);
        Assert.Throws<ObjectDisposedException>(() => batch.ToTensors());
    }

    [TorchFact]
    public void A_scope_may_have_disposed_of_them_before()
    {
        var before = Tensor.TotalCount;
        using (var tensors = InScope())
        {
            Assert.Equal(before, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);

        BatchTensors InScope()
        {
            using var scope = NewDisposeScope();
            return FirstBatch().ToTensors();
        }
    }

    private Batch FirstBatch() => _corpus.Load(batchSize: 8).Enumerate().First();

    private void DrawOverRentedMemory()
    {
        foreach (var batch in _corpus.Load(batchSize: 8).Enumerate(epoch: 1))
        {
            batch.Dispose();
        }
    }
}
