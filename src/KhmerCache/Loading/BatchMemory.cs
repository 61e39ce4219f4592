using System.Buffers;

namespace KhmerCache.Loading;

/// <summary>The memory of batches, which goes round: a batch of a few megabytes that is allocated anew each time would cost more than what is in it.</summary>
internal static class BatchMemory
{
    private static long _outstanding;

    /// <summary>How many arrays are in use.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    public static T[] Rent<T>(int length)
    {
        Interlocked.Increment(ref _outstanding);
        return ArrayPool<T>.Shared.Rent(length);
    }

    public static void Return<T>(T[] rented)
    {
        Interlocked.Decrement(ref _outstanding);
        ArrayPool<T>.Shared.Return(rented);
    }
}
