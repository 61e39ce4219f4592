namespace KhmerCache.Tool.Tests.Trust;

/// <summary>Ctrl+C while work is being done: the process ends by itself with 130, and the next run comes to the same bytes as one that nobody has interrupted.</summary>
public sealed class Interrupting : IDisposable
{
    private const int Lines = 4000;

    private static readonly string[] Plan = ["--corpus", "train=corpus/many.txt", "--fonts", "fonts/*.ttf"];

    private readonly Workspace _workspace = new();

    public Interrupting()
    {
        _workspace.Write("corpus/many.txt", Repository.Train(Lines));
        File.Copy(Repository.FontFile("KhmerOSmuollight.ttf"), _workspace.PathOf("fonts/muol.ttf"));
    }

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Pregenerate_ends_with_130_and_goes_on()
    {
        string[] pregenerate = [.. Plan, "--lint", "never", "--jobs", "1"];
        _workspace.PregenerateInto("expected", pregenerate).Exits(0);

        Interrupt("pregenerate", ["--cache-dir", _workspace.Cache, "--project-directory", _workspace.PathOf("."), .. pregenerate]);
        if (Directory.Exists(_workspace.PathOf("cache/segments")) && File.Exists(_workspace.PathOf("cache/cache_index.json")))
        {
            _workspace.Run("validate").Exits(0);
        }

        Assert.Equal(0, _workspace.Run("pregenerate", pregenerate).Exits(0).Number("skipped"));
        AssertSame("cache", "expected");
    }

    [SkippableFact]
    public void Import_ends_with_130_and_goes_on()
    {
        _workspace.Write("corpus/many.txt", Repository.Train(1500));
        _workspace.PregenerateInto("pregenerated", [.. Plan, "--lint", "never"]).Exits(0);
        _workspace.RunOn(_workspace.PathOf("pregenerated"), "export", "--format", "files", "--output", _workspace.PathOf("tree")).Exits(0);
        string[] import = ["--input", _workspace.PathOf("tree"), "--fonts", "fonts/*.ttf", "--jobs", "1"];
        _workspace.RunOn(_workspace.PathOf("expected"), "import", import).Exits(0);

        Interrupt("import", ["--cache-dir", _workspace.Cache, "--project-directory", _workspace.PathOf("."), .. import]);
        _workspace.Run("validate").Exits(0);

        _workspace.Run("import", import).Exits(0);
        AssertSame("cache", "expected");
    }

    [SkippableTheory]
    [InlineData("lmdb")]
    [InlineData("parquet")]
    [InlineData("files")]
    public void Export_ends_with_130_and_goes_on(string format)
    {
        _workspace.Run("pregenerate", [.. Plan, "--lint", "never"]).Exits(0);
        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf("expected")).Exits(0);
        string[] export = ["--format", format, "--output", _workspace.PathOf("out")];

        Interrupt("export", ["--cache-dir", _workspace.Cache, .. export]);

        Assert.False(File.Exists(_workspace.PathOf("out/cache_index.json")) || File.Exists(_workspace.PathOf("out/all/data.mdb")));
        _workspace.Run("export", export).Exits(0);
        _workspace.FilesOf("out").AreThoseOf(_workspace.FilesOf("expected"));
    }

    /// <summary>Or none of these tests could fail.</summary>
    [SkippableFact]
    public void A_program_that_the_signal_has_ended_is_told_from_one_that_ends_with_130()
    {
        using var killed = SignalledProcess.StartOther("sleep", "60");
        killed.Interrupt();
        using var ended = SignalledProcess.StartOther("sh", "-c", "exit 130");

        Assert.Equal((-2, 130), (killed.WaitForStatus(), ended.WaitForStatus()));
    }

    private static void Interrupt(string verb, string[] arguments)
    {
        using var process = SignalledProcess.Start([verb, "--events", .. arguments]);
        process.AwaitProgress();
        process.Interrupt();

        Assert.Equal(130, process.WaitForStatus());
    }

    private void AssertSame(string one, string other)
    {
        _workspace.RunOn(_workspace.PathOf(one), "compact").Exits(0);
        _workspace.RunOn(_workspace.PathOf(other), "compact").Exits(0);
        _workspace.FilesOf(one).WithoutPlans.AreThoseOf(_workspace.FilesOf(other).WithoutPlans);
    }
}
