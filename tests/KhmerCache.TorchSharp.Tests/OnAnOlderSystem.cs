using System.Diagnostics;

namespace KhmerCache.TorchSharp.Tests;

/// <summary>Where the C++ library of the system is too old for libtorch, the tests run once more in a process that has a newer one laid over it.</summary>
public class OnAnOlderSystem
{
    private static readonly string Overlay = Path.Combine(Repository.Folder, "..", "shared", "tools", "trixie-run.sh");

    [SkippableFact]
    public void All_tests_pass_with_a_newer_cpp_library()
    {
        Skip.If(TorchFactAttribute.Missing is null, "libtorch loads here: the tests run as they are.");
        Skip.IfNot(File.Exists(Overlay), TorchFactAttribute.Missing);
        Skip.IfNot(Environment.IsPrivilegedProcess, TorchFactAttribute.Missing + " To lay another one over it takes root.");

        var start = new ProcessStartInfo(Overlay, [Environment.ProcessPath!, "vstest", typeof(OnAnOlderSystem).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Two threads that wait for each other actively are slow where others use the processor too.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, output + errors.Result);
        Assert.DoesNotContain(TorchFactAttribute.Missing, output, StringComparison.Ordinal);
    }
}
