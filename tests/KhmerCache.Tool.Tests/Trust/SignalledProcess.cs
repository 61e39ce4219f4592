using System.Diagnostics;
using System.Globalization;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>
/// The tool as a process that is sent signals. .NET gives 128 and more for a process that a signal has ended as well as for one that ends so by itself, and so do shells; Python tells
/// the two apart.
/// </summary>
internal sealed class SignalledProcess : IDisposable
{
    /// <summary>A hang: many times what any of these commands takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // What is started in the background ignores the signal, and so would all that it starts.
    private const string Watch = """
        import signal, subprocess, sys
        heed = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        print(subprocess.Popen(["sh", "-c", 'echo $$; exec "$@"', "sh", *sys.argv[1:]], preexec_fn=heed).wait(), flush=True)
        """;

    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly Process _watching;
    private readonly int _id;

    private SignalledProcess(IEnumerable<string> command)
    {
        _watching = Process.Start(new ProcessStartInfo(Python, ["-c", Watch, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _watching.ErrorDataReceived += (_, _) => { };
        _watching.BeginErrorReadLine();
        _id = int.Parse(ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public bool HasEnded => _watching.HasExited;

    /// <summary>Starts a command line of the tool; skips the test where there are no signals, or nobody to tell of them.</summary>
    public static SignalledProcess Start(params string[] arguments) => StartOther([.. WorkerProcess.Command, .. arguments]);

    /// <summary>Starts another program.</summary>
    public static SignalledProcess StartOther(params string[] command)
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no signal to send.");
        Interop.Peer.Need(Interop.Peer.Apt, Interop.OtherReader.HasPython ? null : "Python is not on this machine.");
        return new SignalledProcess(command);
    }

    /// <summary>Returns once the command, which was started with <c>--events</c>, has told that a part of its work is done; fails the test where it ends without.</summary>
    public void AwaitProgress()
    {
        while (ReadLine() is var line)
        {
            Assert.True(line.StartsWith('{'), $"The process has ended ({line}) before it told of any work.");
            if (line.Contains("\"done\":", StringComparison.Ordinal) && !line.Contains("\"done\":0,", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    /// <summary>Asks the process to stop, as Ctrl+C does.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The status that the process has given itself; the number of the signal below zero, if one has ended it.</summary>
    public int WaitForStatus()
    {
        for (var line = ReadLine(); ; line = ReadLine())
        {
            if (int.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status))
            {
                return status;
            }
        }
    }

    public void Dispose()
    {
        _watching.Kill(entireProcessTree: true);
        _watching.Dispose();
    }

    private string ReadLine()
    {
        var reading = _watching.StandardOutput.ReadLineAsync();
        Assert.True(reading.Wait(Patience), "The process hangs.");
        return reading.Result ?? throw new Xunit.Sdk.XunitException("The process has ended without a word.");
    }
}
