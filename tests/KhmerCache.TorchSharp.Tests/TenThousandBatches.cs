using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

public sealed class TenThousandBatches : IDisposable
{
    private const int Batches = 10_000;
    private const int WarmUp = 1_000;

    private readonly SmallCorpus _corpus = new(words: 64);

    public void Dispose() => _corpus.Dispose();

    /// <summary>Guards against tensors that nobody disposes of, and against arrays that stay pinned: those of 9,000 batches would be 2 GB.</summary>
    [TorchFact]
    public void Leave_neither_tensors_nor_memory_behind()
    {
        var loader = _corpus.Load(batchSize: 16);
        var (done, tensorsBefore, peak, memory) = (0, Tensor.TotalCount, 0L, 0L);
        for (var epoch = 0; done < Batches; epoch++)
        {
            foreach (var batch in loader.Enumerate(epoch))
            {
                using (var scope = NewDisposeScope())
                {
                    using var tensors = batch.ToTensors();
                    using var mean = tensors.Images.mean();
                    Assert.InRange(mean.item<float>(), -1, 1);
                }

                Assert.Equal(tensorsBefore, Tensor.TotalCount);
                if (++done == WarmUp)
                {
                    (peak, memory) = (Tensor.PeakCount, MemoryOfTheProcess());
                }
            }
        }

        Assert.Equal(peak, Tensor.PeakCount);
        Assert.InRange(MemoryOfTheProcess() - memory, long.MinValue, 64 << 20);
    }

    private static long MemoryOfTheProcess()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
