using System.Diagnostics;
using KhmerCache.Remote.Transfers;
using Spectre.Console;

namespace KhmerCache.Tool.Output;

/// <summary>Shows how far a transfer has come: a bar of bytes on a terminal, now and then a plain line or an event elsewhere.</summary>
internal static class TransferDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Shows a transfer that is all that a command does.</summary>
    public static T Run<T>(CommandOutput output, string what, Func<IProgress<TransferProgress>, T> work) => !output.IsWatched
        ? work(Within(output, what))
        : output.Terminal.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(what, autoStart: true, maxValue: double.MaxValue))));

    /// <summary>Shows a transfer that is a part of other work, which may have a bar of its own.</summary>
    public static IProgress<TransferProgress> Within(CommandOutput output, string what) => new Lines(output, what);

    private sealed class Bar(ProgressTask task) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            task.MaxValue = Math.Max(1, value.TotalBytes);
            task.Value = value.DoneBytes;
        }
    }

    private sealed class Lines(CommandOutput output, string what) : IProgress<TransferProgress>
    {
        private readonly Lock _lock = new();
        private readonly Stopwatch _whole = Stopwatch.StartNew();
        private readonly Stopwatch _since = Stopwatch.StartNew();

        public void Report(TransferProgress value)
        {
            lock (_lock)
            {
                // The first one tells what a process was at, should it end.
                if (value.Done > 0 && _since.Elapsed < Interval)
                {
                    return;
                }

                _since.Restart();
            }

            output.WriteTransfer(what, value, _whole.Elapsed);
        }
    }
}
