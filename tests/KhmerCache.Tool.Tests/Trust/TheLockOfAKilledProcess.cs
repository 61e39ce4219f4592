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
        using var waiting = SignalledProcess.Start(Writing);
        WaitUntilItHasWritten(() => waiting.HasEnded);

        waiting.Interrupt();

        Assert.Equal(130, waiting.WaitForStatus());
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

    private WorkerProcess StartAWriter()
    {
        var writer = WorkerProcess.Start(Writing);
        WaitUntilItHasWritten(() => writer.HasEnded);
        return writer;
    }

    /// <summary>A pregeneration of other images.</summary>
    private string[] Writing => ["pregenerate", "--project-directory", _workspace.PathOf("."), "--cache-dir", "cache", "--image-height", "24", "--json", .. Plan];

    /// <summary>Returns when the images are written, and only the manifest is left to replace. Before it, the cache has one segment of lines.</summary>
    private void WaitUntilItHasWritten(Func<bool> hasEnded)
    {
        while (!hasEnded() && Directory.GetFiles(_workspace.PathOf("cache/segments/lines")).Length == 1)
        {
            Thread.Sleep(5);
        }
    }

    private Outcome Pregenerate(string cache, params string[] arguments) => _workspace.PregenerateInto(cache, [.. Plan, .. arguments]);

    private static string[] Plan => ["--corpus", "train=corpus/many.txt", "--fonts", "fonts/*.ttf", "--lint", "never"];
}
