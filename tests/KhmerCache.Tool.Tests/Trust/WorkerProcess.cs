using System.Diagnostics;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>The tool as a process that runs beside the test, and can be killed, halted or waited for.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>A hang: many times what any of these commands takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private WorkerProcess(Process process)
    {
        _process = process;
        (_output, _error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>What starts the tool, before its arguments.</summary>
    public static IReadOnlyList<string> Command { get; } =
        [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(Program).Assembly.Location];

    public bool HasEnded => _process.HasExited;

    /// <summary>Whether the process has ended by itself, and well.</summary>
    public bool HasCompleted => _process.HasExited && _process.ExitCode == 0;

    /// <summary>How long processors have worked for the process, as it was last looked at. Unlike time, it does not depend on what else they do.</summary>
    public TimeSpan Worked { get; private set; }

    /// <summary>Starts a command line of the tool.</summary>
    public static WorkerProcess Start(params string[] arguments) => StartOther([.. Command, .. arguments]);

    /// <summary>Starts a command line of the tool with variables in its environment; an empty one is not set.</summary>
    public static WorkerProcess StartWith(Dictionary<string, string> environment, params string[] arguments) => Start(environment, [.. Command, .. arguments]);

    /// <summary>Starts another program.</summary>
    public static WorkerProcess StartOther(params string[] command) => Start([], command);

    private static WorkerProcess Start(Dictionary<string, string> environment, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value.Length > 0 ? value : null;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Lets the process work for this long, or to its end.</summary>
    public void LetWork(TimeSpan processorTime)
    {
        while (Worked < processorTime && !_process.WaitForExit(2))
        {
            Look();
        }
    }

    /// <summary>Kills the process as <c>kill -9</c> does, and returns whether it was alive until then.</summary>
    public bool Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.WaitForExit();
        return _process.ExitCode is 128 + 9 or -1;
    }

    /// <summary>Halts the process where it stands, with all that it holds.</summary>
    public void Halt() => Signal("-STOP");

    /// <summary>Waits for the end, however it comes; fails the test where the process hangs.</summary>
    public int WaitForExitCode()
    {
        var waited = Stopwatch.StartNew();
        while (!_process.WaitForExit(10))
        {
            Look();
            if (waited.Elapsed > Patience)
            {
                Kill();
                Assert.Fail($"The process hangs: {string.Join(' ', _process.StartInfo.ArgumentList)}{Environment.NewLine}{_error.Result}");
            }
        }

        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits for the end; fails the test where the process hangs, dies of a signal or reports a defect of its own.</summary>
    public Outcome End()
    {
        var outcome = new Outcome(WaitForExitCode(), _output.Result, _error.Result);
        Assert.True(outcome.ExitCode is >= 0 and <= 3, $"The process died ({outcome.ExitCode}): {outcome.Output}{outcome.Error}");
        return outcome.DoesNotSay("failed unexpectedly").DoesNotSay("Unhandled");
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Look()
    {
        try
        {
            Worked = _process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has just ended, and has worked for no longer than that.
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
