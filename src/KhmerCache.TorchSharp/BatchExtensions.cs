using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KhmerCache.Loading;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp;

/// <summary>Turns batches into tensors.</summary>
public static class BatchExtensions
{
    /// <summary>The batch as tensors. On the CPU the images are not copied, on another device once.</summary>
    /// <param name="batch">The batch. The result owns it: dispose of the result only.</param>
    /// <param name="device">Where the tensors are to be; null for the CPU.</param>
    /// <returns>The tensors, to be disposed of after <c>backward</c> (<see cref="BatchTensors"/>).</returns>
    /// <exception cref="ObjectDisposedException">The batch was disposed of.</exception>
    public static BatchTensors ToTensors(this Batch batch, Device? device = null)
    {
        device ??= CPU;
        // Whatever TorchSharp makes on the way goes with this scope; what is returned goes to the caller's, if there is one.
        using var scope = NewDisposeScope();
        var hasTargets = batch.TargetLengths.Length > 0;
        var none = new int[batch.Count];
        long[] shape = [batch.Count, 1, batch.Height, batch.Width];
        return new BatchTensors(batch)
        {
            Images = (batch.Pixels == BatchPixels.Grey ? Share(batch.GreyImages, ScalarType.Byte, shape) : Share(batch.Images, ScalarType.Float32, shape))
                .to(device).MoveToOuterDisposeScope(),
            Widths = Copy(batch.Widths, device, batch.Count),
            Targets = Copy(batch.Targets, device, batch.Count, batch.Targets.Length / batch.Count),
            TargetLengths = Copy(hasTargets ? batch.TargetLengths : none, device, batch.Count),
            CtcTargets = Copy(batch.CtcTargets, device, batch.CtcTargets.Length),
            CtcLengths = Copy(hasTargets ? batch.CtcTargetLengths : none, device, batch.Count),
        };
    }

    /// <summary>A tensor over managed memory. The tensor keeps the array pinned and alive until its own storage is freed.</summary>
    /// <remarks>
    /// Of what TorchSharp 0.107 offers, only <c>frombuffer</c> and <c>from_array</c> share memory; <c>tensor(Memory)</c> copies.
    /// </remarks>
    private static Tensor Share<T>(ReadOnlyMemory<T> memory, ScalarType type, long[] shape)
        where T : unmanaged =>
        MemoryMarshal.TryGetArray(memory, out var segment)
            // The offset is in bytes.
            ? frombuffer(segment.Array!, type, segment.Count, (long)segment.Offset * Unsafe.SizeOf<T>()).view(shape)
            : throw new InvalidOperationException("The memory of a batch is an array.");

    /// <summary>A few numbers, as the int64 that losses and embeddings ask for.</summary>
    private static Tensor Copy(int[] values, Device device, params long[] shape) =>
        tensor(Array.ConvertAll(values, value => (long)value), shape, device: device).MoveToOuterDisposeScope();
}
