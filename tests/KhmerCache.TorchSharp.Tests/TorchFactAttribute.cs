using TrainCrnn;

// Tensors are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace KhmerCache.TorchSharp.Tests;

/// <summary>A test that is skipped, with the reason, where libtorch does not load.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Missing;

    /// <summary>Null where libtorch is loaded; otherwise what is missing.</summary>
    public static string? Missing { get; } = NativeTorch.FindWhatIsMissing();
}
