using System.Numerics;

namespace KhmerCache.Loading;

/// <summary>
/// The memory of batches, which goes round between the threads that fill it and the one that trains: megabytes that are allocated anew for each batch would cost more
/// than what is in them. <see cref="System.Buffers.ArrayPool{T}"/> keeps what a thread gives back for that thread, which is never the one that needs it.
/// </summary>
/// <typeparam name="T">What an image is made of.</typeparam>
internal static class BatchMemory<T>
{
    /// <summary>More than any loader has on its way; what is given back beyond that is left to the garbage collector.</summary>
    private const int Kept = 16;

    private static readonly Lock Lock = new();
    private static readonly List<T[]> Free = [];
    private static long _outstanding;

    /// <summary>How many arrays are in use.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>An array of at least this length, with anything in it.</summary>
    public static T[] Rent(int length)
    {
        Interlocked.Increment(ref _outstanding);
        lock (Lock)
        {
            // The last that was given back, which the processor is likeliest to have in its cache.
            for (var i = Free.Count - 1; i >= 0; i--)
            {
                if (Free[i].Length >= length)
                {
                    var rented = Free[i];
                    Free.RemoveAt(i);
                    return rented;
                }
            }

            // All of them are too short; one less, so that those of a height that nobody uses any more do not stay for ever.
            if (Free.Count > 0)
            {
                Free.RemoveAt(0);
            }
        }

        return GC.AllocateUninitializedArray<T>((int)Math.Min((uint)Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)length)));
    }

    /// <summary>Gives an array back.</summary>
    public static void Return(T[] rented)
    {
        Interlocked.Decrement(ref _outstanding);
        lock (Lock)
        {
            if (Free.Count < Kept)
            {
                Free.Add(rented);
            }
        }
    }
}
