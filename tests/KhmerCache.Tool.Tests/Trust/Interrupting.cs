namespace KhmerCache.Tool.Tests.Trust;

public sealed class Interrupting : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Ctrl_C_ends_with_130_and_leaves_a_sound_cache()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no signal to send.");
        _workspace.Pregenerate().Exits(0);
        _workspace.Write("corpus/train.txt", Repository.Train(4000));
        using var process = WorkerProcess.Start(["pregenerate", "--project-directory", _workspace.PathOf("."), .. Workspace.All, "--cache-dir", _workspace.Cache]);
        process.LetWork(TimeSpan.FromSeconds(0.4));
        process.Interrupt();

        var exitCode = process.WaitForExitCode();

        // A machine that is quick enough had nothing left to interrupt.
        Assert.Contains(exitCode, (int[])[130, 0]);
        _workspace.Run("validate").Exits(0);
        Assert.Equal(0, _workspace.Pregenerate().Exits(0).Number("skipped"));
    }
}
