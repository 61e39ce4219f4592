using KhmerCache.Datasets;
using KhmerCache.TorchSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>A convolutional recurrent network with CTC (Shi, Bai and Yao, 2015).</summary>
internal sealed class Crnn : Recognizer
{
    private readonly Vocabulary _vocabulary;
    private readonly LineEncoder _encoder;
    private readonly Linear _output;

    public Crnn(Vocabulary vocabulary)
        : base(nameof(Crnn))
    {
        _vocabulary = vocabulary;
        _encoder = new LineEncoder();
        _output = nn.Linear(LineEncoder.Features, vocabulary.Count);
        RegisterComponents();
    }

    public override Tensor Loss(BatchTensors batch)
    {
        var frames = Frames(batch.Images);
        return nn.functional.ctc_loss(
            frames.transpose(0, 1), batch.CtcTargets, Lengths(batch, frames), batch.CtcLengths, blank: Vocabulary.Padding, zero_infinity: true);
    }

    public override IReadOnlyList<string> Read(BatchTensors batch)
    {
        var frames = Frames(batch.Images);
        var lengths = Lengths(batch, frames).data<long>().ToArray();
        var best = frames.argmax(dim: 2).data<long>().ToArray();
        var count = (int)frames.shape[1];
        return [.. lengths.Select((length, i) => _vocabulary.Decode(CtcDecoder.Decode(best.Skip(i * count).Take((int)length))))];
    }

    // How many columns have something of the picture; the others are padding.
    private static Tensor Lengths(BatchTensors batch, Tensor frames) =>
        batch.Widths.div(LineEncoder.ColumnWidth, RoundingMode.floor).clamp_max(frames.shape[1]);

    // Logarithms of probabilities, shape (N, columns, vocabulary).
    private Tensor Frames(Tensor images) => _output.call(_encoder.call(images)).log_softmax(dim: 2);
}
