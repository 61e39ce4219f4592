using System.Collections.Concurrent;

namespace KhmerCache.Rendering.Watching;

/// <summary>
/// Native code can't be interrupted, and a hostile font can keep it busy for years. So what works with fonts works in the background and notes each
/// <see cref="Step"/>, and whoever waits for it gives up on a step that takes longer than the limit. The thread is then left behind for good, with all that it holds.
/// Time is counted in looks of the waiting thread: where the machine slept or the process was stopped, no look was taken.
/// </summary>
internal sealed class Watchdog(TimeSpan limit)
{
    private const int LooksPerLimit = 20;

    /// <summary>What stuck threads still use: neither disposed of nor finalised.</summary>
    private static readonly ConcurrentBag<object> LeftBehind = [];

    private readonly ConcurrentDictionary<int, Step> _steps = new();
    private readonly Lock _looking = new();
    private volatile bool _hasGivenUp;

    /// <summary>A thousand times as long as the slowest line of a sound font.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a thread was left behind. Others should end; what it holds must not be disposed of.</summary>
    public bool HasGivenUp => _hasGivenUp;

    /// <summary>Begins a step of the calling thread, which ends when the result is disposed of.</summary>
    /// <param name="font">The font.</param>
    /// <param name="what">What the step works at.</param>
    /// <param name="describe">What to call it: <c>Shaping line 3</c>. Called only if the step takes too long.</param>
    public Step.Scope Begin(FontDescriptor font, object what, Func<object, string> describe) =>
        _steps.GetOrAdd(Environment.CurrentManagedThreadId, static _ => new Step()).Begin(font, what, describe);

    /// <summary>Does the work on a thread of its own. All that it disposes of should be disposed of in there.</summary>
    /// <exception cref="KhmerCacheException">A step took longer than the limit, or the work threw this exception, alone or on several threads.</exception>
    public T Run<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        var looks = false;
        try
        {
            while (Task.WaitAny([task], limit / LooksPerLimit) < 0)
            {
                // Of several that wait, one looks, or the time would pass as many times as fast.
                looks = looks || _looking.TryEnter();
                if (looks && _steps.Values.FirstOrDefault(step => step.Look() >= LooksPerLimit) is { } stuck)
                {
                    _hasGivenUp = true;
                    LeftBehind.Add((work, this));
                    throw stuck.TookTooLong(limit);
                }
            }
        }
        finally
        {
            if (looks)
            {
                _looking.Exit();
            }
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (AggregateException several)
        {
            // What several threads met is most often the same: one of them is enough to tell.
            var told = several.Flatten().InnerExceptions.OfType<KhmerCacheException>().MinBy(error => error.Message, StringComparer.Ordinal);
            throw told is null ? several : new KhmerCacheException(told.Diagnostic, several);
        }
    }

    /// <summary>As <see cref="Run{T}"/>, for work without a result.</summary>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });
}
