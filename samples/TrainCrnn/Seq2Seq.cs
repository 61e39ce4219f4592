using KhmerCache.Datasets;
using KhmerCache.TorchSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>The attention model: the line is written out one character after the other by a GRU that looks back at it (<see cref="BahdanauAttention"/>).</summary>
internal sealed class Seq2Seq : Recognizer
{
    private const int Hidden = 192;
    private const int Embedded = 64;

    // Longer than any label of the sample; a model that has learnt to end never gets there.
    private const int MaxLength = 2 * Words.MaxLength;

    private readonly Vocabulary _vocabulary;
    private readonly LineEncoder _encoder;
    private readonly BahdanauAttention _attention;
    private readonly Embedding _embedding;
    private readonly GRUCell _decoder;
    private readonly Linear _output;

    public Seq2Seq(Vocabulary vocabulary)
        : base(nameof(Seq2Seq))
    {
        _vocabulary = vocabulary;
        _encoder = new LineEncoder();
        _attention = new BahdanauAttention(LineEncoder.Features, Hidden, size: 128);
        _embedding = nn.Embedding(vocabulary.Count, Embedded);
        _decoder = nn.GRUCell(Embedded + LineEncoder.Features, Hidden);
        _output = nn.Linear(Hidden + LineEncoder.Features, vocabulary.Count);
        RegisterComponents();
    }

    // Teacher forcing: each step is told the character that was right before it.
    public override Tensor Loss(BatchTensors batch)
    {
        var line = Encode(batch);
        var state = Start(batch);
        var steps = new List<Tensor>();
        for (long i = 0; i + 1 < batch.Targets.shape[1]; i++)
        {
            (var scores, state) = Step(batch.Targets.select(1, i), state, line);
            steps.Add(scores);
        }

        var written = batch.Targets.slice(1, 1, batch.Targets.shape[1], 1).reshape(-1);
        return nn.functional.cross_entropy(stack(steps, dim: 1).reshape(written.shape[0], -1), written, ignore_index: Vocabulary.Padding);
    }

    // Greedy: the best character of each step is the next step's input.
    public override IReadOnlyList<string> Read(BatchTensors batch)
    {
        var line = Encode(batch);
        var state = Start(batch);
        var last = full(batch.Images.shape[0], Vocabulary.StartOfSequence, dtype: ScalarType.Int64);
        var ended = zeros(batch.Images.shape[0], dtype: ScalarType.Bool);
        var read = new List<long[]>();
        for (var i = 0; i < MaxLength && !ended.all().item<bool>(); i++)
        {
            (var scores, state) = Step(last, state, line);
            last = scores.argmax(dim: 1);
            ended = ended.logical_or(last == Vocabulary.EndOfSequence);
            read.Add(last.data<long>().ToArray());
        }

        return [.. Enumerable.Range(0, (int)batch.Images.shape[0]).Select(sample =>
            _vocabulary.Decode(read.Select(step => (int)step[sample]).TakeWhile(id => id != Vocabulary.EndOfSequence)))];
    }

    private static Tensor Start(BatchTensors batch) => zeros(batch.Images.shape[0], Hidden);

    private EncodedLine Encode(BatchTensors batch)
    {
        var columns = _encoder.call(batch.Images);
        var used = batch.Widths.div(LineEncoder.ColumnWidth, RoundingMode.floor).clamp_min(1);
        return new EncodedLine(columns, _attention.Keys(columns), arange(columns.shape[1]).unsqueeze(0) >= used.unsqueeze(1));
    }

    private (Tensor Scores, Tensor State) Step(Tensor last, Tensor state, EncodedLine line)
    {
        var seen = _attention.Look(state, line.Keys, line.Columns, line.Padding);
        var next = _decoder.call(cat([_embedding.call(last), seen], dim: 1), state);
        return (_output.call(cat([next, seen], dim: 1)), next);
    }

    private sealed record EncodedLine(Tensor Columns, Tensor Keys, Tensor Padding);
}
