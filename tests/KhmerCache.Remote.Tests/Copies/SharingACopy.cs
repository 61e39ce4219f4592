using System.Diagnostics;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>Several processes on a machine share one copy: real ones. Guards against a segment that each of them fetches, and against a lock that outlives its process.</summary>
public sealed class SharingACopy : IDisposable
{
    private readonly RemoteCorpus _corpus = new();
    private readonly string _expected;
    private readonly string _lines;

    public SharingACopy()
    {
        _lines = _corpus.PathOf("lines.txt");
        File.WriteAllLines(_lines, _corpus.Texts);
        _expected = "seen " + ReaderProcess.DigestOf(_corpus.OpenOrigin(), _corpus.Texts);
    }

    [Fact]
    public async Task No_segment_is_fetched_twice_and_all_of_them_see_the_same()
    {
        var outputs = await Run(4);

        Assert.All(outputs, output => Assert.Equal(_expected, output[^1]));
        var fetched = outputs.SelectMany(output => output).Where(line => line.StartsWith("fetched segments/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(_corpus.Manifest.Segments.Select(segment => $"fetched segments/{segment.File}").Order(StringComparer.Ordinal), fetched.Order(StringComparer.Ordinal));
        using var cache = _corpus.Open();
        _corpus.WaitUntilComplete();
        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
    }

    [Fact]
    public async Task A_process_that_was_killed_in_the_middle_of_a_segment_is_no_obstacle()
    {
        using (var stuck = ReaderProcess.Start(_corpus.Remote, _corpus.Local.Directory, _lines, isStuck: true))
        {
            while (await stuck.StandardOutput.ReadLineAsync() is { } line && line != "stuck")
            {
            }

            stuck.Kill();
            await stuck.WaitForExitAsync();
        }

        Assert.NotEmpty(_corpus.Local.ListForeignFiles());
        var outputs = await Run(1);

        Assert.Equal(_expected, outputs[0][^1]);
        Assert.Empty(_corpus.Local.ListForeignFiles());
    }

    [Fact]
    public async Task Within_a_limit_they_take_segments_from_one_another_and_still_see_all()
    {
        var limit = _corpus.GlyphBytes + 3 * _corpus.Lines.Max(segment => segment.Bytes);

        var outputs = await Run(3, limit);

        Assert.All(outputs, output => Assert.Equal(_expected, output[^1]));
        Assert.InRange(_corpus.Local.ListSegments().Sum(segment => new FileInfo(_corpus.Local.PathOf(segment)).Length), 1, limit);
        Assert.True(_corpus.Local.IsIncompleteCopy);
    }

    public void Dispose() => _corpus.Dispose();

    private async Task<string[][]> Run(int count, long limit = 0)
    {
        var processes = Enumerable.Range(0, count).Select(_ => ReaderProcess.Start(_corpus.Remote, _corpus.Local.Directory, _lines, limit)).ToArray();
        return await Task.WhenAll(processes.Select(async process =>
        {
            using (process)
            {
                var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
                await process.WaitForExitAsync();
                Assert.True(process.ExitCode == 0, await error);
                return (await output).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
            }
        }));
    }
}
