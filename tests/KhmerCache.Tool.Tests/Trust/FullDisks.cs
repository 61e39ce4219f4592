using System.Text.RegularExpressions;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>The disk of the cache is as small as a test wants it: from no room at all to room for everything but the manifest.</summary>
public sealed partial class FullDisks : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(100)]
    public void A_pregeneration_says_so_once_and_leaves_what_was_complete(int percent)
    {
        Skip.IfNot(OwnMount.Missing is null, OwnMount.Missing);
        var small = _workspace.PregenerateInto("small", [.. Workspace.All, "--image-height", "16"]).Exits(0);
        var before = _workspace.FilesOf("small").Names;
        var both = _workspace.PregenerateInto("small", Workspace.All).Exits(0);

        // Room for a part of the new segments, or for all of them but not for a manifest beside the old one; a tmpfs counts in pages.
        var files = _workspace.FilesOf("small");
        var pages = files.Names.Except(before).Where(name => name.StartsWith("segments/", StringComparison.Ordinal)).Sum(name => (files[name].Length + 4095) / 4096);
        var outcomes = OwnMount.Run(_workspace, $"""
            plan='--corpus train=corpus/train.txt --corpus val=corpus/val.txt --fonts fonts/*.ttf'
            disk size=100m
            tool pregenerate $plan --cache-dir "$cache" --image-height 16 --json
            used=$(df --output=used -B4096 "$cache" | tail -n 1)
            remount size=$(( (used + {pages} * {percent} / 100) * 4096 ))
            tool pregenerate $plan --cache-dir "$cache" --json
            folder
            tool stats --cache-dir "$cache" --json
            tool validate --cache-dir "$cache" --json
            remount size=100m
            tool pregenerate $plan --cache-dir "$cache" --json
            folder
            tool validate --cache-dir "$cache" --deep --json
            """);

        Assert.Equal(small.Digest, outcomes[0].Exits(0).Digest);
        var told = outcomes[1].Exits(3).Error;
        Assert.Single(told.Split('\n'), line => line.Contains("Error caching image", StringComparison.Ordinal));
        outcomes[1].Says("error KHC3002: Error caching image").Says("No space left on device").DoesNotSay("   at ");
        Assert.DoesNotContain(".tmp", outcomes[2].Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(small.Digest, outcomes[3].Exits(0).Digest);

        // What was written and is not told of yet is all that there is to say.
        Assert.Contains(outcomes[4].ExitCode, new[] { 0, 1 });
        outcomes[4].Counts(("missing", 0), ("corrupt", 0), ("stale", 0));
        Assert.DoesNotMatch(OtherError(), outcomes[4].Error);

        Assert.Equal(both.Digest, outcomes[5].Exits(0).Digest);
        Assert.DoesNotContain(".tmp", outcomes[6].Exits(0).Output, StringComparison.Ordinal);
        outcomes[7].Exits(0);
    }

    [SkippableFact]
    public void Where_there_is_no_cache_yet_the_next_run_makes_it()
    {
        Skip.IfNot(OwnMount.Missing is null, OwnMount.Missing);
        var alone = _workspace.PregenerateInto("alone", Workspace.All).Exits(0);

        var outcomes = OwnMount.Run(_workspace, """
            plan='--corpus train=corpus/train.txt --corpus val=corpus/val.txt --fonts fonts/*.ttf'
            disk size=16k
            tool pregenerate $plan --cache-dir "$cache" --json
            folder
            remount size=100m
            tool pregenerate $plan --cache-dir "$cache" --json
            tool validate --cache-dir "$cache" --json
            """);

        outcomes[0].Exits(3).Says("error KHC3002: Error caching image").Says("No space left on device");
        Assert.DoesNotContain(".tmp", outcomes[1].Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(alone.Digest, outcomes[2].Exits(0).Digest);
        outcomes[3].Exits(0);
    }

    [GeneratedRegex("error KHC(?!3007)")]
    private static partial Regex OtherError();
}
