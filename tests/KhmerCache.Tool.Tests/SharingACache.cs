namespace KhmerCache.Tool.Tests;

/// <summary><c>push</c>, <c>pull</c>, <c>gc --remote</c> and <c>pregenerate --remote</c>: one cache for several machines, here in a folder that all of them see.</summary>
public sealed class SharingACache : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private string Remote => new Uri(_workspace.PathOf("remote")).AbsoluteUri;

    private string[] Objects => [.. _workspace.FilesOf("remote").Names];

    [Fact]
    public void Json_is_one_object_that_tells_what_was_moved()
    {
        var made = _workspace.Pregenerate().Exits(0);

        var pushed = _workspace.Run("push", "--remote", Remote).Exits(0);
        Assert.Equal(["remote", "pushed_segments", "pushed_markers", "pushed_bytes", "already_there", "refused", "total_images", "content_digest", "snapshots"], pushed.Fields);
        pushed.Counts(("pushed_segments", 2), ("already_there", 0), ("refused", 0), ("total_images", Workspace.Images));
        Assert.Equal(made.Digest, pushed.Digest);
        Assert.Contains((string)pushed.Json["snapshots"]![0]!, Objects);

        var pulled = _workspace.RunOn(_workspace.PathOf("other"), "pull", "--json", "--remote", Remote).Exits(0);
        Assert.Equal(["remote", "snapshots", "pulled_segments", "pulled_markers", "pulled_bytes", "already_there", "refused", "total_images", "content_digest"], pulled.Fields);
        pulled.Counts(("snapshots", 1), ("pulled_segments", 2), ("already_there", 0), ("refused", 0), ("total_images", Workspace.Images), ("pulled_bytes", pushed.Number("pushed_bytes")));
        Assert.Equal(made.Digest, pulled.Digest);
        Assert.Empty(pushed.Error + pulled.Error.Split("segments,")[0].Replace("pulling 1 of 2 ", "", StringComparison.Ordinal).Replace("pulling 2 of 2 ", "", StringComparison.Ordinal));
        _workspace.FilesOf("other").WithoutPlans.AreThoseOf(_workspace.Files.WithoutPlans);
    }

    [Fact]
    public void People_are_told_in_a_line()
    {
        _workspace.Pregenerate().Exits(0);

        Assert.Matches($@"remote: 2 segments pushed \([0-9.]+ [kM]?B\), 0 already there; {Workspace.Images} images\n$", _workspace.RunOn(_workspace.Cache, "push", "--remote", Remote).Exits(0).Output);
        Assert.EndsWith($"remote: 0 segments pushed (0 bytes), 2 already there; {Workspace.Images} images\n", _workspace.RunOn(_workspace.Cache, "push", "--remote", Remote).Exits(0).Output, StringComparison.Ordinal);
        Assert.Matches($@"remote: 2 segments pulled \([0-9.]+ [kM]?B\), 0 already there; {Workspace.Images} images\n$", _workspace.RunOn(_workspace.PathOf("other"), "pull", "--remote", Remote).Exits(0).Output);
    }

    [Fact]
    public void A_damaged_object_is_named_and_the_command_fails()
    {
        _workspace.Pregenerate().Exits(0);
        _workspace.Run("push", "--remote", Remote).Exits(0);
        var damaged = Objects.First(name => name.StartsWith("segments/lines/", StringComparison.Ordinal));
        Damage.Flip(_workspace.PathOf("remote/" + damaged), 0.5);

        _workspace.RunOn(_workspace.PathOf("other"), "pull", "--json", "--remote", Remote).Exits(3).Says("KHC6002").Says(damaged).Counts(("refused", 1), ("pulled_segments", 1));

        // The remedy that the message names.
        _workspace.Run("push", "--remote", Remote, "--replace").Exits(0);
        _workspace.RunOn(_workspace.PathOf("other"), "pull", "--json", "--remote", Remote).Exits(0).Counts(("refused", 0), ("pulled_segments", 1), ("total_images", Workspace.Images));
    }

    [Fact]
    public void A_damaged_segment_is_named_and_not_pushed()
    {
        _workspace.Pregenerate().Exits(0);
        Damage.Flip(_workspace.Segment("lines"), 0.5);

        _workspace.Run("push", "--remote", Remote).Exits(3).Says("KHC3004").Says(_workspace.Segment("lines")).Counts(("refused", 1), ("pushed_segments", 1));

        Assert.Single(Objects);
    }

    [Fact]
    public void Pregenerate_pulls_first_and_renders_nothing_that_came()
    {
        var made = _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);
        made.Counts(("rendered", Workspace.Images), ("pulled_segments", 0), ("pushed_segments", 2));

        var other = PregenerateElsewhere().Exits(0);

        other.Counts(("rendered", 0), ("cached", Workspace.Images), ("pulled_segments", 2));
        Assert.DoesNotContain("pushed_segments", other.Fields);
        Assert.Equal(made.Digest, other.Digest);
        _workspace.FilesOf("other").AreThoseOf(_workspace.Files);
    }

    /// <summary>Guards against a build with nothing to do that waits for a store.</summary>
    [Fact]
    public void Where_the_plan_is_finished_the_remote_is_not_asked()
    {
        _workspace.Pregenerate().Exits(0);
        _workspace.Write("remote", "a file, which no store can be in");

        var outcome = _workspace.Pregenerate("--remote", Remote, "--remote-required").Exits(0);

        Assert.DoesNotContain("pulled_segments", outcome.Fields);
        Assert.Empty(outcome.Error);
    }

    /// <summary>Who sets it expects the cache to be there afterwards, whoever has rendered it and when.</summary>
    [Fact]
    public void A_cache_that_was_complete_before_is_pushed_as_well()
    {
        _workspace.Pregenerate().Exits(0);

        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0).Counts(("rendered", 0), ("pushed_segments", 2));
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0).Counts(("rendered", 0), ("pushed_segments", 0));
    }

    [Fact]
    public void What_another_state_of_the_project_has_pushed_need_not_be_rendered()
    {
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 3));

        PregenerateElsewhere().Exits(0).Counts(("rendered", 6), ("cached", Workspace.Images), ("pulled_segments", 2));
    }

    [Fact]
    public void A_store_that_is_down_makes_a_warning_and_everything_is_rendered_here()
    {
        _workspace.Write("remote", "a file, which no store can be in");

        var outcome = _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);

        outcome.Counts(("rendered", Workspace.Images)).Says("warning KHC6001").Says("What is missing is rendered here.");
        Assert.Single(outcome.Error.Split("KHC6001")[1..]);
        Assert.DoesNotContain("pushed_segments", outcome.Fields);
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0).Says("warning KHC6001").Says("Nothing was pushed; the next run does so.");
    }

    [Fact]
    public void A_store_that_is_down_and_required_is_an_error()
    {
        _workspace.Write("remote", "a file, which no store can be in");

        _workspace.Pregenerate("--remote", Remote, "--remote-required").Exits(3).Says("error KHC6001").Says(_workspace.PathOf("remote"));

        Assert.Empty(_workspace.Files.Names);
    }

    /// <summary>It has the name of what is rendered here instead, and nobody sees by its length that it is damaged.</summary>
    [Fact]
    public void A_damaged_object_is_rendered_here_and_put_anew()
    {
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);
        var before = _workspace.FilesOf("remote");
        Array.ForEach([.. Objects.Where(name => name.StartsWith("segments/", StringComparison.Ordinal))], name => Damage.Flip(_workspace.PathOf("remote/" + name), 0.5));

        PregenerateElsewhere("--push").Exits(0).Says("warning KHC6002").DoesNotSay("error").Counts(("rendered", Workspace.Images), ("pulled_segments", 0), ("pushed_segments", 2));

        _workspace.FilesOf("remote").AreThoseOf(before);
    }

    [Fact]
    public void The_build_task_is_told_the_counts_and_what_the_work_is_at()
    {
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);

        var events = _workspace.RunOn(_workspace.PathOf("other"), "pregenerate", [.. Workspace.All, "--events", "--remote", Remote, "--push"]).Exits(0).Events;

        Assert.Contains(events, line => (string?)line["on"] is { } work && work.StartsWith("pulling 0 of 2 segments", StringComparison.Ordinal));
        Assert.Contains(events, line => (string?)line["text"] is { } text && text.Contains("; 2 segments pulled (", StringComparison.Ordinal) && text.EndsWith("; 0 segments pushed", StringComparison.Ordinal));
        Assert.Equal((2, 0), ((int)events[^1]["pulled_segments"]!, (int)events[^1]["pushed_segments"]!));
    }

    /// <summary>No machine sees another's folder: segments and markers come by way of the store.</summary>
    [Fact]
    public void Shards_of_machines_that_share_nothing_else_become_one_cache()
    {
        var whole = _workspace.PregenerateInto("whole", Workspace.All).Exits(0);
        foreach (var shard in new[] { "1/3", "2/3", "3/3" })
        {
            _workspace.PregenerateInto($"node {shard[0]}", [.. Workspace.All, "--shard", shard, "--remote", Remote, "--push"]).Exits(0);
        }

        _workspace.RunOn(_workspace.PathOf("merged"), "pull", "--json", "--remote", Remote).Exits(0).Counts(("snapshots", 3), ("pulled_markers", 3), ("total_images", Workspace.Images));
        _workspace.RunOn(_workspace.PathOf("merged"), "pull", "--json", "--remote", Remote).Exits(0).Counts(("pulled_segments", 0), ("pulled_markers", 0));
        var merged = _workspace.RunOn(_workspace.PathOf("merged"), "merge", "--json").Exits(0);

        Assert.Equal(whole.Digest, merged.Digest);
    }

    [Theory]
    [InlineData("--push", "KhmerCachePush")]
    [InlineData("--remote-required", "KhmerCacheRemoteRequired")]
    public void What_needs_a_remote_cache_is_refused_without_one(string option, string property) => _workspace.Pregenerate(option).Exits(2).Says(property);

    [Theory]
    [InlineData("push", "nowhere", "s3://bucket/prefix")]
    [InlineData("pull", "s3://me:secret@bucket/prefix", "credentials")]
    [InlineData("pull", "", "--remote is empty")]
    [InlineData("gc", "ftp://host/prefix", "file:///mnt/share/prefix")]
    public void An_address_that_is_none_is_refused(string verb, string address, string says)
    {
        _workspace.Pregenerate().Exits(0);

        _workspace.Run(verb, "--remote", address).Exits(2).Says(says).DoesNotSay("secret");
    }

    [Fact]
    public void What_was_never_pushed_can_not_be_pulled()
    {
        _workspace.Run("pull", "--remote", Remote).Exits(3).Says("KHC6001").Says("has no snapshot");
        _workspace.Pregenerate().Exits(0);
        _workspace.Run("push", "--remote", Remote).Exits(0);
        _workspace.Run("pull", "--remote", Remote, "--snapshot", "0123").Exits(2).Says("0123");
        _workspace.Run("pull", "--remote", Remote, "--jobs", "0").Exits(2).Says("--jobs");
    }

    [Fact]
    public void Gc_drops_from_a_remote_cache_what_is_old_and_what_nobody_names()
    {
        _workspace.Pregenerate("--remote", Remote, "--push").Exits(0);
        var objects = Objects.Length;
        foreach (var name in Objects)
        {
            File.SetLastWriteTimeUtc(_workspace.PathOf("remote/" + name), DateTime.UtcNow.AddDays(-3));
        }

        var files = _workspace.Files;
        GcRemote().Exits(0).Counts(("dropped_snapshots", 0), ("dropped_segments", 0), ("kept_snapshots", 1), ("kept_segments", 2));
        GcRemote("--max-age", "2d", "--dry-run").Exits(0).Counts(("dropped_snapshots", 1), ("dropped_segments", 2), ("kept_segments", 0));
        Assert.Equal(objects, Objects.Length);
        GcRemote("--max-age", "60h", "--grace", "4d").Exits(0).Counts(("dropped_snapshots", 1), ("dropped_segments", 0), ("kept_segments", 2));
        GcRemote("--grace", "30m").Exits(0).Counts(("dropped_segments", 2), ("kept_bytes", 0));

        Assert.Empty(Objects);
        _workspace.Files.AreThoseOf(files);

        Outcome GcRemote(params string[] options) => Workspace.Command(["gc", "--json", "--remote", Remote, .. options]);
    }

    [Theory]
    [InlineData("--max-age 3", "'3' is not a time")]
    [InlineData("--max-age 1e9d", "is not a time")]
    [InlineData("--grace soon", "'soon' is not a time")]
    [InlineData("--recipe xyz", "'xyz' is not the SHA-256 of a recipe")]
    [InlineData("--max-size 1GB", "--max-size is of cache folders")]
    public void What_gc_can_not_make_sense_of_is_refused(string options, string says) =>
        Workspace.Command(["gc", "--remote", Remote, .. options.Split(' ')]).Exits(2).Says(says);

    /// <summary>Guards against a local cache that is cleaned where a remote one was meant.</summary>
    [Fact]
    public void Options_of_remote_caches_are_refused_for_a_folder()
    {
        _workspace.Pregenerate().Exits(0);

        _workspace.Run("gc", "--max-age", "30d").Exits(2).Says("--max-age").Says("--remote");
    }

    private Outcome PregenerateElsewhere(params string[] options) => _workspace.PregenerateInto("other", [.. Workspace.All, "--remote", Remote, .. options]);
}
