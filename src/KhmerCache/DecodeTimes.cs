using System.Diagnostics;

namespace KhmerCache;

/// <summary>
/// How long decoding takes in a session. Reading the clock twice for each image would cost a few hundredths of a decode, so one decode in
/// <see cref="OneOf"/> is timed, or every one while somebody listens to <see cref="CacheMetrics.DecodeDuration"/>.
/// </summary>
internal sealed class DecodeTimes
{
    /// <summary>How many decodes of a thread there are for one whose time is taken.</summary>
    public const int OneOf = 64;

    [ThreadStatic]
    private static int _decodes;

    private long _timed;
    private long _timeStampTicks;

    /// <summary>The decodes whose time was taken.</summary>
    public long Timed => Interlocked.Read(ref _timed);

    /// <summary>Their mean time in seconds; 0 where there are none.</summary>
    public double MeanSeconds => Timed is var timed && timed > 0 ? (double)Interlocked.Read(ref _timeStampTicks) / Stopwatch.Frequency / timed : 0;

    /// <summary>The time stamp of a decode that is to be timed; 0 for the others.</summary>
    public static long Start() => ++_decodes % OneOf == 0 || CacheMetrics.DecodeDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Ends what <see cref="Start"/> began.</summary>
    public void Stop(long start)
    {
        if (start != 0)
        {
            Add(Stopwatch.GetTimestamp() - start);
        }
    }

    private void Add(long timeStampTicks)
    {
        Interlocked.Add(ref _timeStampTicks, timeStampTicks);
        Interlocked.Increment(ref _timed);
        CacheMetrics.DecodeDuration.Record((double)timeStampTicks / Stopwatch.Frequency);
    }
}
