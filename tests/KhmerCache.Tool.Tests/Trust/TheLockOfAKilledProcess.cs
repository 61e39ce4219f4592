namespace KhmerCache.Tool.Tests.Trust;

/// <summary>A process is halted while it holds the folder's lock, and killed without a chance to let go of it.</summary>
public sealed class TheLockOfAKilledProcess : IDisposable
{
    private const int Attempts = 50;

    private readonly Workspace _workspace = new();
    private readonly Outcome _first;
    private readonly Outcome _both;

    public TheLockOfAKilledProcess()
    {
        _workspace.Write("corpus/many.txt", Repository.Train(1500));
        _first = Pregenerate("expected").Exits(0);
        _both = Pregenerate("expected", "--image-height", "24").Exits(0);
        Pregenerate("cache").Exits(0);
    }

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Is_no_obstacle_to_those_who_wait_for_it_and_readers_never_do()
    {
        Skip.If(OperatingSystem.IsWindows(), "Processes can't be halted on Windows.");
        using var holder = HaltAHolder();
        using var waiting = StartAWriter();

        Assert.Equal(_first.Digest, _workspace.Run("stats").Exits(0).Digest);
        _workspace.Run("validate").Counts(("checked", _first.Number("rendered")), ("missing", 0), ("corrupt", 0));
        Assert.False(waiting.HasEnded);
        Assert.True(holder.Kill());

        Assert.Equal(_both.Digest, waiting.End().Exits(0).Digest);
        _workspace.Run("validate").Exits(0);
    }

    [SkippableFact]
    public void Those_who_wait_for_one_who_lives_can_be_told_to_stop()
    {
        Skip.If(OperatingSystem.IsWindows(), "Processes can't be halted on Windows.");
        using var holder = HaltAHolder();
        using var waiting = StartAWriter();

        waiting.Interrupt();

        Assert.Equal(130, waiting.WaitForExitCode());
        Assert.True(holder.Kill());
    }

    // A compaction holds the lock for most of its life.
    private WorkerProcess HaltAHolder()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var holder = WorkerProcess.Start("compact", "--cache-dir", _workspace.Cache, "--json");
            while (!holder.HasEnded && !IsHeld())
            {
            }

            if (!holder.HasEnded)
            {
                holder.Halt();
                if (IsHeld())
                {
                    return holder;
                }
            }

            holder.Dispose();
        }

        throw new Xunit.Sdk.XunitException($"In {Attempts} attempts no process was halted while it held the lock.");
    }

    private bool IsHeld()
    {
        try
        {
            using var held = new FileStream(_workspace.PathOf("cache/.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Starts a pregeneration of other images, and returns when it has written them and has only the manifest left to replace.</summary>
    private WorkerProcess StartAWriter()
    {
        var lines = _workspace.PathOf("cache/segments/lines");
        var before = Directory.GetFiles(lines).Length;
        var writer = WorkerProcess.Start(
            ["pregenerate", "--project-directory", _workspace.PathOf("."), "--cache-dir", "cache", "--image-height", "24", "--json", .. Plan]);
        while (!writer.HasEnded && Directory.GetFiles(lines).Length == before)
        {
            Thread.Sleep(5);
        }

        return writer;
    }

    private Outcome Pregenerate(string cache, params string[] arguments) => _workspace.PregenerateInto(cache, [.. Plan, .. arguments]);

    private static string[] Plan => ["--corpus", "train=corpus/many.txt", "--fonts", "fonts/*.ttf", "--lint", "never"];
}
