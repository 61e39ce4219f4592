using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>
/// What both models begin with: four convolutions that make columns of features out of a picture, and a bidirectional GRU along the line.
/// From (N, 1, 32, W) to (N, W/2, <see cref="Features"/>).
/// </summary>
internal sealed class LineEncoder : nn.Module<Tensor, Tensor>
{
    /// <summary>The number of features of a column.</summary>
    public const int Features = 2 * Hidden;

    /// <summary>The pixels that a column stands for.</summary>
    public const int ColumnWidth = 2;

    private const int Hidden = 128;

    private readonly Sequential _convolutions;
    private readonly GRU _gru;
    private readonly Dropout _dropout;

    public LineEncoder()
        : base(nameof(LineEncoder))
    {
        // The first convolution halves both sides by its stride: at full size it would cost as much time as all the others. From there on only the height
        // shrinks: a Khmer cluster has up to six characters one above the other, and CTC needs a column for each.
        _convolutions = nn.Sequential(
            nn.Conv2d(1, 32, 5, stride: 2, padding: 2, bias: false), nn.BatchNorm2d(32), nn.ReLU(inplace: true),
            nn.Conv2d(32, 64, 3, padding: 1, bias: false), nn.BatchNorm2d(64), nn.ReLU(inplace: true), nn.MaxPool2d([2, 1]),
            nn.Conv2d(64, 96, 3, padding: 1, bias: false), nn.BatchNorm2d(96), nn.ReLU(inplace: true), nn.MaxPool2d([2, 1]),
            nn.Conv2d(96, 128, 3, padding: 1, bias: false), nn.BatchNorm2d(128), nn.ReLU(inplace: true), nn.MaxPool2d([2, 1]));

        // 128 channels, and 2 rows are left of the height.
        _gru = nn.GRU(128 * 2, Hidden, batchFirst: true, bidirectional: true);
        _dropout = nn.Dropout(0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var columns = _convolutions.call(input).permute(0, 3, 1, 2).flatten(start_dim: 2);
        var (line, _) = _gru.call(columns);
        return _dropout.call(line);
    }
}
