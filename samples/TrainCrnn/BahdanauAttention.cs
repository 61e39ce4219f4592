using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>Additive attention (Bahdanau, Cho and Bengio, 2015): where in the line the decoder looks for the next character.</summary>
internal sealed class BahdanauAttention : nn.Module
{
    private readonly Linear _key;
    private readonly Linear _query;
    private readonly Linear _score;

    /// <summary>Makes the weights.</summary>
    /// <param name="features">The features of a column.</param>
    /// <param name="hidden">The size of the decoder's state.</param>
    /// <param name="size">The size of the space in which columns and state are compared.</param>
    public BahdanauAttention(int features, int hidden, int size)
        : base(nameof(BahdanauAttention))
    {
        _key = nn.Linear(features, size);
        _query = nn.Linear(hidden, size, hasBias: false);
        _score = nn.Linear(size, 1, hasBias: false);
        RegisterComponents();
    }

    /// <summary>What does not depend on the decoder's state, to be made once a batch: from (N, columns, features) to (N, columns, size).</summary>
    /// <param name="columns">The line.</param>
    public Tensor Keys(Tensor columns) => _key.call(columns);

    /// <summary>The line as the decoder sees it in a state: from (N, hidden) to (N, features).</summary>
    /// <param name="state">The state, shape (N, hidden).</param>
    /// <param name="keys">The keys of the line, of <see cref="Keys"/>.</param>
    /// <param name="columns">The line, shape (N, columns, features).</param>
    /// <param name="padding">True where a column is padding, shape (N, columns).</param>
    public Tensor Look(Tensor state, Tensor keys, Tensor columns, Tensor padding)
    {
        var scores = _score.call((keys + _query.call(state).unsqueeze(1)).tanh()).squeeze(2).masked_fill(padding, float.NegativeInfinity);
        return scores.softmax(dim: 1).unsqueeze(1).bmm(columns).squeeze(1);
    }
}
