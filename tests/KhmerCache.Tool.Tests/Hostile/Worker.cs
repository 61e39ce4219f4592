using System.Diagnostics;
using System.Globalization;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>The tool as a process of its own, so that a test can see it die, hang or take memory.</summary>
internal static class Worker
{
    /// <summary>What no input may make the worker go beyond.</summary>
    private const int MaxMegabytes = 1024;

    /// <summary>A hang: several times what the worker's own limit for a line lets it wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs a command line in a folder; fails the test where the process hangs, dies of a signal, reports a defect of its own or takes too much memory.</summary>
    public static Outcome Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Array.ForEach(["exec", typeof(Program).Assembly.Location, .. arguments], start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (megabytes, waited) = (0L, Stopwatch.StartNew());
        while (!process.WaitForExit(10))
        {
            megabytes = Math.Max(megabytes, PeakOf(process.Id));
            if (waited.Elapsed > Patience)
            {
                process.Kill();
                Assert.Fail($"The worker hangs: {string.Join(' ', arguments)}");
            }
        }

        process.WaitForExit();
        var outcome = new Outcome(process.ExitCode, output.Result, error.Result);
        Assert.True(outcome.ExitCode is >= 0 and <= 3, $"The worker died ({outcome.ExitCode}): {outcome.Output}{outcome.Error}");
        outcome.DoesNotSay("failed unexpectedly").DoesNotSay("Unhandled");
        Assert.True(megabytes <= MaxMegabytes, $"The worker took {megabytes} MB.");
        return outcome with { Megabytes = megabytes };
    }

    // The high-water mark of the memory that is resident, where the system tells; looked at until the process has ended.
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).TrimEnd(" kB"), CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
