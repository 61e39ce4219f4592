using System.Globalization;
using Xunit.Abstractions;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>
/// A build that is cancelled, a machine that goes down, a container that takes too much memory: processes die at any moment, again and again, on one
/// folder. Set KHMERCACHE_TEST_EVERYTHING=1 for two hundred deaths of a pregeneration; those of others are not counted.
/// </summary>
public sealed class KilledProcesses(ITestOutputHelper log) : IDisposable
{
    private static readonly int Kills = Repository.TestEverything ? 200 : 20;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void What_they_leave_can_be_read_and_one_that_lives_makes_what_was_asked_for()
    {
        // All of the large corpus is two segments, so that some die between them.
        var corpus = Repository.SharedCorpus("libreoffice_help.mpl-2.0.txt");
        string[] plan =
        [
            "--corpus", "train=" + (corpus ?? Repository.PathOf("samples/QuickStart/corpus/train.txt")),
            "--fonts", Repository.PathOf(corpus is null ? "fonts/*/*.ttf" : "fonts/khmeros/*.ttf"),
            "--max-lines", Repository.TestEverything ? "0" : "6000", "--jobs", "2",
        ];
        using var alone = Start("pregenerate", "undisturbed", plan);
        var undisturbed = alone.End().Exits(0);
        using var compaction = Start("compact", "undisturbed");
        compaction.End().Exits(0);

        var random = new Random(20);
        var places = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (killed, others, attempts) = (0, 0, 0);
        for (; killed < Kills; attempts++)
        {
            Assert.True(attempts <= killed + others + 2 + Kills / 4, $"Only {killed + others} of {attempts} processes were alive when they were to be killed.");
            if (attempts % 7 == 6)
            {
                // Those who come after a pregeneration die as well.
                using var living = Start("pregenerate", "cache", plan);
                Assert.Equal(undisturbed.Digest, living.End().Exits(0).Digest);
            }

            var verb = HasManifest ? random.Next(3) == 0 ? "clear" : "compact" : "pregenerate";
            using var worker = verb switch
            {
                "clear" => Start(verb, "cache", "--yes"),
                "compact" => Start(verb, "cache"),
                _ => Start(verb, "cache", plan),
            };
            WaitForAMoment(worker, verb, random, verb == "compact" ? compaction.Worked : HoldsACache() ? alone.Worked / 3 : alone.Worked);
            if (worker.Kill())
            {
                killed += verb == "pregenerate" ? 1 : 0;
                others += verb == "pregenerate" ? 0 : 1;
                var place = $"{verb}, leaving {DescribeFolder()}";
                places[place] = places.GetValueOrDefault(place) + 1;
            }

            Read();
            if (HoldsACache() && (worker.HasCompleted || random.Next(HasManifest ? 2 : 6) == 0))
            {
                // From the beginning again: those who find the work done end before they can be killed.
                _workspace.Run("clear", "--yes").Exits(0);
            }
        }

        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{killed} pregenerations and {others} others of {attempts} were killed; one that lives works for {alone.Worked.TotalSeconds:F1} s"));
        foreach (var (place, count) in places)
        {
            log.WriteLine($"{count} {place}");
        }

        var after = Start("pregenerate", "cache", plan).End().Exits(0);
        Assert.Equal(undisturbed.Digest, after.Digest);
        Assert.DoesNotContain(_workspace.Files.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
        _workspace.Run("validate").Exits(0);
        _workspace.Run("compact").Exits(0);
        _workspace.Files.AreThoseOf(_workspace.FilesOf("undisturbed"));
    }

    [Fact]
    public void A_pregeneration_without_work_sweeps_what_a_killed_process_left_half_written()
    {
        _workspace.Pregenerate().Exits(0);
        var leftover = _workspace.Write("cache/segments/0123456789abcdef0123456789abcdef.tmp", [1, 2, 3]);

        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));

        Assert.False(File.Exists(leftover));
        _workspace.Run("validate").Exits(0);
    }

    [Theory]
    [InlineData("segments/0123456789abcdef0123456789abcdef.tmp")]
    [InlineData("segments/glyphs/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.arrow")]
    public void What_they_leave_can_be_cleared_even_where_it_is_no_cache_yet(string remains)
    {
        _workspace.Write("cache/" + remains, [1, 2, 3]);
        _workspace.Write("cache/.lock", Array.Empty<byte>());
        _workspace.Run("stats").Exits(2).Says("KHC3001");

        _workspace.Run("clear", "--yes").Exits(0).Counts(("cleared_images", 0));

        Assert.False(Directory.Exists(_workspace.Cache));
    }

    // Any time is a moment; those in which files come and go are short, and are waited for.
    private void WaitForAMoment(WorkerProcess worker, string verb, Random random, TimeSpan whole)
    {
        if (verb != "clear" && random.Next(2) == 0)
        {
            worker.LetWork((0.05 + 0.85 * random.NextDouble()) * whole);
            return;
        }

        var before = DescribeFolder();
        for (var changes = HoldsACache() ? 1 : random.Next(1, 4); changes > 0 && !worker.HasEnded;)
        {
            var now = DescribeFolder();
            changes -= now == before ? 0 : 1;
            before = now;
            Thread.Sleep(1);
        }
    }

    private void Read()
    {
        if (HoldsACache())
        {
            _workspace.Run("stats").Exits(0);
            var check = _workspace.Run("validate");
            Assert.True(check.ExitCode is 0 or 1, check.Error);
            check.Counts(("missing", 0), ("corrupt", 0), ("stale", 0));
        }
        else
        {
            _workspace.Run("stats").Exits(2).Says("KHC3001");
        }
    }

    private bool HasManifest => File.Exists(_workspace.PathOf("cache/cache_index.json"));

    private bool HoldsACache() => HasManifest || Files("lines/").Any();

    private string DescribeFolder() =>
        $"{Files("glyphs/").Count()} of glyphs, {Files("lines/").Count()} of lines, {Files(".tmp").Count()} half-written, "
        + (HasManifest ? "a manifest" : "no manifest");

    private IEnumerable<string> Files(string part)
    {
        var segments = _workspace.PathOf("cache/segments");
        try
        {
            return Directory.Exists(segments)
                ? [.. Directory.EnumerateFiles(segments, "*", SearchOption.AllDirectories).Where(file => file.Contains(part, StringComparison.Ordinal))]
                : [];
        }
        catch (DirectoryNotFoundException)
        {
            // A process that clears has just removed it.
            return [];
        }
    }

    private WorkerProcess Start(string verb, string cache, params string[] arguments) =>
        WorkerProcess.Start([verb, "--cache-dir", _workspace.PathOf(cache), "--json", .. verb == "pregenerate" ? ["--lint", "never"] : Array.Empty<string>(), .. arguments]);
}
