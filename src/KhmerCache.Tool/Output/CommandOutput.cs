using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KhmerCache.Remote.Transfers;
using KhmerCache.Tool.Input;
using Spectre.Console;

namespace KhmerCache.Tool.Output;

/// <summary>
/// Where a command's words go. For people: results on standard output, everything else on standard error. With <c>--json</c>: one object on
/// standard output. With <c>--events</c>, for the build task: a JSON object on each line of standard output, and nothing else there.
/// </summary>
internal sealed class CommandOutput
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly OutputMode _mode;
    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly Lock _lock = new();

    public CommandOutput(OutputMode mode, TextWriter output, TextWriter error) => (_mode, _out, _error) = (mode, output, error);

    /// <summary>What the bars of a histogram are made of in texts: a character of no meaning, which is shown as a coloured block on a terminal, and as # elsewhere.</summary>
    public const char Bar = '\uE000';

    /// <summary>Standard error as a terminal, for a progress bar. Made where somebody watches: loading it would be a part of every build.</summary>
    public IAnsiConsole Terminal => field ??= AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_error) });

    /// <summary>Whether somebody watches standard error.</summary>
    public bool IsWatched => _mode == OutputMode.Text && ReferenceEquals(_error, Console.Error) && !Console.IsErrorRedirected;

    public OutputMode Mode => _mode;

    public void Write(Diagnostic diagnostic)
    {
        if (_mode == OutputMode.Events)
        {
            var line = new JsonObject
            {
                ["event"] = "diagnostic",
                ["severity"] = diagnostic.Severity.ToString().ToLowerInvariant(),
                ["code"] = diagnostic.Code,
                ["message"] = diagnostic.Message,
            };
            if (diagnostic.File is not null)
            {
                line["file"] = diagnostic.File;
            }

            if (diagnostic.Line > 0)
            {
                line["line"] = diagnostic.Line;
            }

            if (diagnostic.Column > 0)
            {
                line["column"] = diagnostic.Column;
            }

            WriteEvent(line);
            return;
        }

        lock (_lock)
        {
            if (IsWatched)
            {
                // Above a progress bar, if there is one.
                Terminal.Write(new UnbrokenLine((
                    diagnostic.ToString(),
                    diagnostic.Severity == DiagnosticSeverity.Error ? new Style(Color.Red) : diagnostic.Severity == DiagnosticSeverity.Warning ? new Style(Color.Yellow) : Style.Plain)));
                return;
            }

            _error.WriteLine(diagnostic.ToString());
        }
    }

    /// <summary>How far the work has come.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="elapsed">How long they took.</param>
    /// <param name="unit">Of what.</param>
    public void WriteProgress(long done, long total, TimeSpan elapsed, string unit = "images")
    {
        if (_mode == OutputMode.Events)
        {
            WriteEvent(new JsonObject { ["event"] = "progress", ["done"] = done, ["total"] = total });
            return;
        }

        lock (_lock)
        {
            var rate = done / elapsed.TotalSeconds;
            var left = done > 0 ? string.Create(CultureInfo.InvariantCulture, $", {rate:N0}/s, {(total - done) / rate:N0} s left") : "";
            _error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0} {unit}{left}"));
        }
    }

    /// <summary>How far a transfer has come.</summary>
    /// <param name="what">What it does, such as <c>pulling</c>.</param>
    /// <param name="at">How far it is.</param>
    /// <param name="elapsed">How long that took.</param>
    public void WriteTransfer(string what, TransferProgress at, TimeSpan elapsed)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{what} {at.Done:N0} of {at.Total:N0} segments, {ByteSize.Format(at.DoneBytes)} of {ByteSize.Format(at.TotalBytes)}");
        if (_mode == OutputMode.Events)
        {
            WriteWork(text);
        }
        else if (at.Done > 0)
        {
            lock (_lock)
            {
                var line = $"{text}, {ByteSize.Format((long)(at.DoneBytes / Math.Max(elapsed.TotalSeconds, 0.001)))}/s";
                if (IsWatched)
                {
                    Terminal.WriteLine(line);
                }
                else
                {
                    _error.WriteLine(line);
                }
            }
        }
    }

    /// <summary>Tells the build task what the work turns to, so that it can say where the process died, should it die.</summary>
    public void WriteWork(string what)
    {
        if (_mode == OutputMode.Events)
        {
            WriteEvent(new JsonObject { ["event"] = "progress", ["on"] = what });
        }
    }

    /// <summary>What the user should know and need do nothing about.</summary>
    public void WriteNote(string text)
    {
        if (_mode == OutputMode.Events)
        {
            WriteEvent(new JsonObject { ["event"] = "message", ["text"] = text });
            return;
        }

        lock (_lock)
        {
            _error.WriteLine(text);
        }
    }

    /// <summary>The result: as JSON with the given fields, or for people as <paramref name="text"/> (markup-free, any number of lines).</summary>
    public void WriteResult(JsonObject fields, string text)
    {
        switch (_mode)
        {
            case OutputMode.Json:
                _out.WriteLine(ReadableJson.Of(fields));
                break;
            case OutputMode.Events:
                WriteEvent(new JsonObject { ["event"] = "message", ["text"] = text });
                WriteEvent(SummaryOf(fields));
                break;
            case OutputMode.Text when ReferenceEquals(_out, Console.Out) && !Console.IsOutputRedirected:
                WriteBars(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), text);
                break;
            default:
                _out.WriteLine(text.Replace(Bar, '#'));
                break;
        }
    }

    // The library knows what the terminal can do, and heeds NO_COLOR.
    private static void WriteBars(IAnsiConsole terminal, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var (start, end) = (Math.Max(0, line.IndexOf(Bar, StringComparison.Ordinal)), line.LastIndexOf(Bar) + 1);
            terminal.Write(new UnbrokenLine((line[..start], Style.Plain), (new string('█', end - start), new Style(Color.Blue)), (line[end..], Style.Plain)));
        }
    }

    /// <summary>A line of a result that is written as it comes.</summary>
    public void WriteLine(string line) => _out.WriteLine(line);

    /// <summary>A part of such a line.</summary>
    public void WriteText(string text) => _out.Write(text);

    // The build task reads flat objects: it has no JSON library.
    private static JsonObject SummaryOf(JsonObject fields)
    {
        var summary = new JsonObject { ["event"] = "summary" };
        foreach (var (name, value) in fields)
        {
            if (value is JsonValue)
            {
                summary[name] = value.DeepClone();
            }
        }

        return summary;
    }

    private void WriteEvent(JsonObject line)
    {
        lock (_lock)
        {
            _out.WriteLine(line.ToJsonString(OneLine));
            _out.Flush();
        }
    }
}

/// <summary>Who reads the output.</summary>
internal enum OutputMode
{
    Text,
    Json,
    Events,
}
