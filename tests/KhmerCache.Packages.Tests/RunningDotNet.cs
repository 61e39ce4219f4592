using System.Diagnostics;
using System.Text;

namespace KhmerCache.Packages.Tests;

/// <summary>A run of the SDK that is under way.</summary>
internal sealed class RunningDotNet : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _output = new();

    /// <summary>Starts it.</summary>
    /// <param name="host">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="prepare">Says where it runs, and with which environment.</param>
    public RunningDotNet(string host, IReadOnlyList<string> arguments, Action<ProcessStartInfo> prepare)
    {
        var start = new ProcessStartInfo(host, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        prepare(start);
        _name = $"{host} {string.Join(' ', arguments)}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Whether it is still at work.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Asks it to stop, as Ctrl+C does.</summary>
    public void Interrupt() => Send("-INT");

    /// <summary>Ends it, and only it, at once.</summary>
    public void Kill() => Send("-KILL");

    /// <summary>Waits for its end.</summary>
    public Outcome WaitForEnd()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_name} took longer than {Patience}.{Environment.NewLine}{Output}");
        }

        // Until all that it wrote has been read.
        _process.WaitForExit();
        return new Outcome(_process.ExitCode, Output);
    }

    public void Dispose() => _process.Dispose();

    private void Send(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }
        }
    }
}
