using System.Globalization;
using Xunit.Abstractions;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>Ten builds on one shared folder: the same plan, parts of it, shards of it and another height, while somebody reads.</summary>
public sealed class TenProcessesAtOnce(ITestOutputHelper log) : IDisposable
{
    private const int Lines = 1000;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task They_leave_what_one_process_makes_and_no_reader_stumbles()
    {
        _workspace.Write("corpus/many.txt", Repository.Train(Lines));
        string[] small = ["--image-height", "24"];
        var alone = new[] { Start("alone").End().Exits(0), Start("alone", small).End().Exits(0) };
        using var expected = ImageCache.Open(_workspace.PathOf("alone"));

        string[][] plans =
        [
            [], [], [], ["--shard", "1/3"], ["--shard", "2/3"], ["--shard", "3/3"], ["--max-lines", "300"], ["--fonts-per-line", "2"], small, [.. small, "--max-lines", "500"],
        ];
        Start("cache", "--max-lines", "100").End().Exits(0);
        WorkerProcess[] processes = [.. plans.Select(plan => Start("cache", plan))];
        var writing = Task.WhenAll(processes.Select(process => Task.Run(process.End)));
        var seen = new List<long>();
        do
        {
            Read(expected, seen);
        }
        while (!writing.IsCompleted);

        var outcomes = await writing;
        var rendered = outcomes.Sum(outcome => outcome.Exits(0).Number("rendered"));
        Read(expected, seen);

        // What all of them leave is what one makes: nothing is lost, and nothing is rendered again.
        Start("cache").End().Exits(0).Counts(("rendered", 0));
        var after = Start("cache", small).End().Exits(0).Counts(("rendered", 0));
        Assert.Equal(alone[^1].Digest, after.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("missing", 0), ("corrupt", 0), ("orphaned", 0));
        Assert.DoesNotContain(_workspace.Files.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));

        // Work that is done twice is no error, but nobody does more than was asked of him, and the disk does not hold it as often.
        var (planned, distinct) = (outcomes.Sum(outcome => outcome.Number("planned")), alone.Sum(outcome => outcome.Number("rendered")));
        var (bytes, bytesAlone) = (SizeOf("cache"), SizeOf("alone"));
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{distinct} images; {planned} planned and {rendered} rendered by all; {bytes} bytes, {bytesAlone} of one process; {seen.Count} reads in between, which saw {string.Join(", ", seen.Distinct())} images"));
        Assert.InRange(rendered, distinct, planned);
        Assert.InRange(bytes, 0, 3 * bytesAlone);
        _workspace.Run("compact").Exits(0);
        _workspace.RunOn(_workspace.PathOf("alone"), "compact", "--json").Exits(0);
        Assert.Equal(_workspace.Files.Names, _workspace.FilesOf("alone").Names);
        Assert.Equal(seen.Order(), seen);
    }

    /// <summary>What is done twice is what several are at in the same moment: each leaves to the others what they have published.</summary>
    [Fact]
    public async Task Of_a_plan_of_several_segments_each_renders_a_part()
    {
        const int Processes = 10;
        _workspace.Write("corpus/many.txt", [.. ShortLines(17_000)]);
        string[] plan = ["--fonts", Repository.PathOf("fonts/*/*.ttf"), "--on-unrenderable", "skip"];

        WorkerProcess[] processes = [.. Enumerable.Range(0, Processes).Select(_ => Start("cache", plan))];
        var outcomes = await Task.WhenAll(processes.Select(process => Task.Run(() => process.End().Exits(0))));

        var (planned, rendered) = (outcomes[0].Number("planned"), outcomes.Sum(outcome => outcome.Number("rendered")));
        var distinct = _workspace.Run("stats").Exits(0).Number("total_images");
        var bytes = SizeOf("cache");
        var after = Start("cache", plan).End().Exits(0).Counts(("rendered", 0));
        Assert.All(outcomes, outcome => Assert.Equal(planned, outcome.Number("planned")));
        Assert.Equal(planned - after.Number("skipped"), distinct);
        _workspace.Run("compact").Exits(0);
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{distinct} images; {rendered} rendered by {Processes} processes, {(double)rendered / distinct:F2} times as many; {bytes} bytes, {SizeOf("cache")} after compact"));
        Assert.True(_workspace.FilesOf("cache").Names.Count(name => name.Contains("lines/", StringComparison.Ordinal)) > 2);
        Assert.InRange(rendered, distinct, 6 * Processes * distinct / 10);
        Assert.DoesNotContain(_workspace.Files.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ShortLines(int lines) =>
        Enumerable.Range(0, lines).Select(line => $"{(char)('ក' + line % 30)}{(char)('ក' + line / 30 % 30)}{(char)('ក' + line / 900)}");

    private void Read(ImageCache expected, List<long> seen)
    {
        seen.Add(_workspace.Run("stats").Exits(0).Number("total_images"));
        using var cache = ImageCache.Open(_workspace.Cache);
        foreach (var text in Repository.Train(Lines).Where((_, index) => index % 50 == 7))
        {
            var font = new FontDescriptor("KhmerOS", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
            foreach (var height in new[] { 24, 32 })
            {
                if (cache.TryGetImage(text, font, height, out var image))
                {
                    Assert.True(image.Pixels.SequenceEqual(expected.GetImage(text, font, height).Pixels), text);
                }
            }
        }
    }

    private long SizeOf(string cache) => _workspace.FilesOf(cache) is var files ? files.Names.Sum(name => (long)files[name].Length) : 0;

    private WorkerProcess Start(string cache, params string[] arguments) => WorkerProcess.Start(
    [
        "pregenerate", "--project-directory", _workspace.PathOf("."), "--cache-dir", cache, "--corpus", "train=corpus/many.txt",
        "--fonts", "fonts/*.ttf", "--jobs", "1", "--lint", "never", "--json", .. arguments,
    ]);
}
