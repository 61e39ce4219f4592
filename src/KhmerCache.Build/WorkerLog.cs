using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KhmerCache.Build;

/// <summary>
/// Tells MSBuild what the worker says: its events as what they are, everything else as text of low importance. Text is never
/// searched for errors: a corpus line that reads <c>error: …</c> must not fail a build.
/// </summary>
/// <param name="log">Where to.</param>
/// <param name="projectFile">The place of what has no place of its own, so that messages don't point into the package.</param>
/// <param name="policy">Which warnings are errors.</param>
/// <param name="logFile">Where all that the worker wrote is kept, should it end without a reason; blank for nowhere.</param>
internal sealed class WorkerLog(TaskLoggingHelper log, string projectFile, WarningPolicy policy, string logFile)
{
    /// <summary>What stands before the severity of each message: <c>file : KhmerCache warning KHC1004: …</c>.</summary>
    public const string Subcategory = "KhmerCache";

    /// <summary>Enough for an exception with the frames that matter, little enough for one error message.</summary>
    private const int TailLength = 8;

    /// <summary>The code, the file, line and column, and the message.</summary>
    private const int WarningFields = 5;

    /// <summary>Hundreds of fonts may be at work together.</summary>
    private const int LongestWork = 300;

    /// <summary>The most lines that are kept for the log file.</summary>
    private const int LogLength = 10_000;

    private readonly Queue<string> _tail = new();
    private readonly Queue<string> _all = new();
    private readonly List<string> _warnings = [];
    private string? _work;

    /// <summary>The numbers at the end of the work, or null before.</summary>
    public WorkerEvent? Summary { get; private set; }

    /// <summary>Takes a line of the worker's standard output, which carries events.</summary>
    public void Output(string line)
    {
        Keep(_all, line, LogLength);
        if (WorkerEventParser.Parse(line) is { } workerEvent)
        {
            Tell(workerEvent);
        }
        else
        {
            FreeText(line);
        }
    }

    /// <summary>Takes a line of free text, as from standard error. It is kept in case it turns out to be the last words.</summary>
    public void Text(string line)
    {
        Keep(_all, line, LogLength);
        FreeText(line);
    }

    /// <summary>Logs an error of the build's own, about the project file where <paramref name="file"/> names no other.</summary>
    public void Error(string code, string message, string? file = null) => Error(code, message, file, 0, 0);

    /// <summary>Logs a warning of the build's own.</summary>
    public void Warning(string code, string message, string? file = null) => Warning(code, message, file, 0, 0);

    /// <summary>Logs the one error that explains an exit which no diagnostic explains: a crash, a kill, a missing runtime.</summary>
    public void UnexplainedExit(string verb, int exitCode)
    {
        var lastWords = _all.Count == 0 ? "It wrote nothing." : WayToLog() + (_tail.Count == 0 ? "" : $" Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _tail)}");
        Error(
            BuildCodes.WorkerFailed,
            string.Format(
                CultureInfo.InvariantCulture,
                "The KhmerCache worker stopped at '{0}' with {1} without naming a reason; the cache is as good as it was.{2} {3}",
                verb,
                ExitReason.Of(exitCode),
                _work is null ? "" : $" It was {Shortened(_work)}{(ExitReason.IsOwnFault(exitCode) ? ": where a font or a corpus file was added or changed, take it out again." : ".")}",
                lastWords));
    }

    /// <summary>Keeps the warnings for builds that need not do the work again.</summary>
    public void SaveWarnings(string path) => TextFile.WriteIfDifferent(path, _warnings);

    /// <summary>Logs the warnings that were kept.</summary>
    public void TellAgain(string path)
    {
        foreach (var fields in File.Exists(path) ? File.ReadAllLines(path).Select(line => line.Split(['\t'], WarningFields)) : [])
        {
            if (fields.Length == WarningFields && int.TryParse(fields[2], out var line) && int.TryParse(fields[3], out var column))
            {
                Warning(fields[0], fields[4], fields[1], line, column);
            }
        }
    }

    private void Tell(WorkerEvent workerEvent)
    {
        switch (workerEvent.Name)
        {
            case "progress" when workerEvent.Text("on") is { } work:
                _work = work;
                log.LogMessage(MessageImportance.Low, "KhmerCache: {0}", work);
                break;
            case "progress":
                log.LogMessage(MessageImportance.Normal, "KhmerCache: {0} of {1}", workerEvent.Count("done"), workerEvent.Count("total"));
                break;
            case "diagnostic":
                Diagnose(workerEvent);
                break;
            case "message":
                log.LogMessage(MessageImportance.High, "{0}", workerEvent.Text("text") ?? "");
                break;
            case "summary":
                Summary = workerEvent;
                break;
            default:
                // A later worker may say more than this task knows; that is no reason to fail a build.
                log.LogMessage(MessageImportance.Low, "KhmerCache: an event of kind '{0}'", workerEvent.Name);
                break;
        }
    }

    private void Diagnose(WorkerEvent diagnostic)
    {
        var code = diagnostic.Text("code");
        var message = diagnostic.Text("message") ?? "";
        var file = diagnostic.Text("file") is { Length: > 0 } name ? name : projectFile;
        var line = diagnostic.Count("line");
        var column = diagnostic.Count("column");
        switch (diagnostic.Text("severity"))
        {
            case "error":
                Error(code, message, file, line, column);
                break;
            case "warning":
                Warning(code, message, file, line, column);
                break;
            default:
                // Shown at the usual verbosity: it is why this build takes its time, or what the user may do about the cache.
                log.LogMessage(Subcategory, code, null, file, line, column, 0, 0, MessageImportance.High, "{0}", message);
                break;
        }
    }

    private void Error(string? code, string message, string? file, int line, int column) =>
        log.LogError(Subcategory, code, null, HelpLink.Of(code), PlaceOf(file), line, column, 0, 0, "{0}", message);

    private void Warning(string? code, string message, string? file, int line, int column)
    {
        // That a store was down is of a moment, and no matter to a build that asks it for nothing.
        if (code?.StartsWith("KHC6", StringComparison.Ordinal) != true)
        {
            _warnings.Add(string.Format(CultureInfo.InvariantCulture, "{0}\t{1}\t{2}\t{3}\t{4}", code, PlaceOf(file), line, column, OnOneLine(message)));
        }

        if (policy.IsError(code))
        {
            Error(code, message, file, line, column);
        }
        else
        {
            log.LogWarning(Subcategory, code, null, HelpLink.Of(code), PlaceOf(file), line, column, 0, 0, "{0}", message);
        }
    }

    private static string OnOneLine(string text) => text.Replace('\r', ' ').Replace('\n', ' ');

    private static string Shortened(string text) => text.Length > LongestWork ? text.Substring(0, LongestWork) + "…" : text;

    private string PlaceOf(string? file) => string.IsNullOrEmpty(file) ? projectFile : file!;

    private void FreeText(string line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            log.LogMessage(MessageImportance.Low, "{0}", line);
            Keep(_tail, line, TailLength);
        }
    }

    private string WayToLog()
    {
        try
        {
            if (logFile.Length > 0)
            {
                TextFile.WriteIfDifferent(logFile, _all);
                return $"All that it wrote is in '{logFile}'.";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogMessage(MessageImportance.Low, "{0}", exception.Message);
        }

        return "Build with -v:detailed to see all that it wrote.";
    }

    private static void Keep(Queue<string> lines, string line, int length)
    {
        lines.Enqueue(line);
        if (lines.Count > length)
        {
            lines.Dequeue();
        }
    }
}
