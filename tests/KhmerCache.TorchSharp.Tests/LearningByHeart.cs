using KhmerCache.Loading;
using TorchSharp;
using TrainCrnn;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

/// <summary>Both models of the sample learn a few words: what is wrong in a loss, a mask or a decoder shows here, not after minutes of training.</summary>
public sealed class LearningByHeart : IDisposable
{
    private const int Steps = 150;

    private readonly SmallCorpus _corpus = new(words: 8);

    public void Dispose() => _corpus.Dispose();

    [TorchFact]
    public void The_ctc_model_reads_the_words_that_it_was_shown() => Learn(() => new Crnn(_corpus.Vocabulary));

    [TorchFact]
    public void The_attention_model_reads_the_words_that_it_was_shown() => Learn(() => new Seq2Seq(_corpus.Vocabulary));

    private void Learn(Func<Recognizer> create)
    {
        random.manual_seed(1);
        using var model = create();
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.003);
        var first = Step(model, optimizer);
        for (var step = 1; step < Steps; step++)
        {
            Step(model, optimizer);
        }

        model.eval();
        using var scope = NewDisposeScope();
        using var batch = Words().ToTensors();
        Assert.True(model.Loss(batch).item<float>() < first / 10);
        Assert.Equal(batch.Batch.Texts, model.Read(batch));
    }

    private float Step(Recognizer model, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        using var batch = Words().ToTensors();
        optimizer.zero_grad();
        var loss = model.Loss(batch);
        loss.backward();
        nn.utils.clip_grad_norm_(model.parameters(), max_norm: 5);
        optimizer.step();
        return loss.item<float>();
    }

    private Batch Words() => _corpus.Load(batchSize: 8).Enumerate().Single();
}
