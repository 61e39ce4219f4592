using System.Diagnostics;
using System.Globalization;
using KhmerCache.Rendering.Pregeneration;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KhmerCache.Tool.Output;

/// <summary>Shows how far a pregeneration has come: a bar on a terminal, now and then a plain line or an event elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Does work, and shows how far it has come.</summary>
    /// <param name="output">Where.</param>
    /// <param name="what">What the work is, before the bar.</param>
    /// <param name="work">Does it.</param>
    /// <param name="unit">What is counted.</param>
    public static T Run<T>(CommandOutput output, string what, Func<IProgress<PregenerationProgress>, T> work, string unit = "images")
    {
        if (!output.IsWatched)
        {
            return work(new Throttled(output, unit));
        }

        return output.Terminal.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(unit), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(what, autoStart: true, maxValue: double.MaxValue);
                return work(new Bar(task));
            });
    }

    private sealed class Bar(ProgressTask task) : IProgress<PregenerationProgress>
    {
        public void Report(PregenerationProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = Math.Max(task.Value, value.Done);
        }
    }

    private sealed class Throttled(CommandOutput output, string unit) : IProgress<PregenerationProgress>
    {
        private readonly TimeSpan _interval = output.Mode == OutputMode.Events ? EventInterval : LineInterval;
        private readonly Stopwatch _since = Stopwatch.StartNew();
        private readonly Stopwatch _whole = Stopwatch.StartNew();
        private readonly Lock _lock = new();

        public void Report(PregenerationProgress value)
        {
            lock (_lock)
            {
                if (_since.Elapsed < _interval)
                {
                    return;
                }

                _since.Restart();
            }

            output.WriteProgress(value.Done, value.Total, _whole.Elapsed, unit);
        }
    }

    private sealed class RateColumn(string unit) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed and > 0 ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0} {unit}/s") : "");
    }
}
