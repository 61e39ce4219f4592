using System.CommandLine;
using System.Text.Json.Nodes;
using KhmerCache.Remote.Tests.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Teams;

public abstract partial class OneCacheForATeam
{
    private const int Shards = 4;

    private protected static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "KhmerCache.Tool.dll");

    private string[] Project => ["--project-directory", Site.Repository, "--corpus", $"train={PathOf("corpus.txt")}", .. Fonts.SelectMany(font => new[] { "--fonts", $"fonts/khmeros/{font}" })];

    [SkippableFact]
    public async Task Push_and_pull_as_programs_leave_equal_trees()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 2, Fonts);

        var pushed = await RunAsync(Variables, "push", "--cache-dir", PathOf("a"), "--remote", address, "--json");
        var pulled = await RunAsync(Variables, "pull", "--cache-dir", PathOf("b"), "--remote", address, "--json");

        Assert.Equal((0, 0), (pushed.ExitCode, pulled.ExitCode));
        Assert.Equal((string)JsonNode.Parse(pushed.Output)!["content_digest"]!, (string)JsonNode.Parse(pulled.Output)!["content_digest"]!);
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.All(Variables.Values.Where(value => value.Length > 4), secret => Assert.DoesNotContain(secret, pushed + pulled.ToString(), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_one_has_rendered_the_other_one_need_not_render()
    {
        var address = await NewAddressAsync();
        _site.WriteCorpus(Lines);

        var made = Command(0, "pregenerate", ["--cache-dir", PathOf("a"), .. Project, "--remote", address, "--push", "--json"]).Json;
        var other = Command(0, "pregenerate", ["--cache-dir", PathOf("b"), .. Project, "--remote", address, "--push", "--json"]).Json;

        Assert.Equal(((long)made["rendered"]!, 0L), ((long)other["cached"]!, (long)other["rendered"]!));
        Assert.Equal(((long)made["pushed_segments"]!, 0L), ((long)other["pulled_segments"]!, (long)other["pushed_segments"]!));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [SkippableFact]
    public async Task A_store_that_is_down_is_warned_of_and_everything_is_rendered_here()
    {
        var address = AddressOfNobody();
        _site.WriteCorpus(lines: 40);

        var (exitCode, output, error) = await RunAsync(Variables, "pregenerate", ["--cache-dir", PathOf("a"), .. Project, "--remote", address, "--push", "--json"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("warning KHC6001: The remote cache ", error, StringComparison.Ordinal);
        Assert.Contains("What is missing is rendered here.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal((long)JsonNode.Parse(output)!["planned"]!, Manifest.Read(_site.Cache("a"))!.TotalImages);

        AssertRefuses(address, await RunAsync(Variables, "pregenerate", ["--cache-dir", PathOf("b"), .. Project, "--remote", address, "--remote-required"]));
        Assert.False(File.Exists(_site.Cache("b").ManifestPath));
    }

    [SkippableFact]
    public async Task Shards_that_were_pushed_from_folders_of_their_own_are_pulled_and_merged_to_what_one_machine_has()
    {
        var address = await NewAddressAsync();
        _site.WriteCorpus(Lines);
        Command(0, "pregenerate", ["--cache-dir", PathOf("one"), .. Project]);
        Command(0, "compact", "--cache-dir", PathOf("one"));
        for (var shard = 1; shard <= Shards; shard++)
        {
            Command(0, "pregenerate", ["--cache-dir", PathOf($"shard{shard}"), .. Project, "--shard", $"{shard}/{Shards}", "--remote", address, "--push", "--remote-required"]);
        }

        Command(0, "pull", "--cache-dir", PathOf("merged"), "--remote", address);
        var merged = Command(0, "merge", "--cache-dir", PathOf("merged"), "--json");

        Assert.Equal((Shards, ""), ((int)merged.Json["shards"]!, merged.Error));
        Assert.Equal(_site.FilesOf("one"), _site.FilesOf("merged"));
    }

    /// <summary>One sentence that names the address and what to do, and nothing that is secret.</summary>
    private protected static string AssertRefuses(string address, (int ExitCode, string Output, string Error) outcome, params string[] secrets)
    {
        Assert.True(outcome.ExitCode == 3, $"{outcome}");
        Assert.Equal("", outcome.Output);
        Assert.EndsWith("\n", outcome.Error, StringComparison.Ordinal);
        var line = outcome.Error[..^1];
        Assert.DoesNotContain('\n', line);
        Assert.StartsWith($"error KHC6001: The remote cache {RemoteAddress.Parse(address)} can't be used: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        return line;
    }

    /// <summary>The command line as a program, which has no credentials but those.</summary>
    private protected static Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> variables, string verb, params string[] arguments) =>
        ProcessOfItsOwn.RunAsync(Tool, variables, [verb, .. arguments]);

    /// <summary>The command line in this process, as <c>Main</c> runs it: for where it is not the point that it is a program.</summary>
    private static Ended Command(int exitCode, string verb, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var ended = KhmerCache.Tool.Program.Run([verb, .. arguments], new InvocationConfiguration { Output = output, Error = error });
        Assert.True(exitCode == ended, $"{verb}: {ended}{Environment.NewLine}{output}{error}");
        return new Ended(output.ToString(), error.ToString());
    }

    private sealed record Ended(string Output, string Error)
    {
        public JsonNode Json => JsonNode.Parse(Output)!;
    }
}
