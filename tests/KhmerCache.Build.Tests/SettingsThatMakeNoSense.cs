namespace KhmerCache.Build.Tests;

public class SettingsThatMakeNoSense
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_corpus_needs_a_split(string? split)
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/train.txt", split)] };

        Assert.False(task.Execute());
        Assert.False(task.WasStarted);
        Assert.Equal(("KHC5004", task.ProjectFile), (task.OnlyError.Code, task.OnlyError.File));
        Assert.Contains("corpus/train.txt", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Corpora_need_a_font()
    {
        var task = new FakePregenerate { Fonts = [] };

        Assert.False(task.Execute());
        Assert.Equal(("KHC5005", task.ProjectFile), (task.OnlyError.Code, task.OnlyError.File));
    }

    [Theory]
    [InlineData("corpus/a;b.txt")]
    [InlineData("corpus/a\"b.txt")]
    [InlineData("corpus/a\nb.txt")]
    public void A_path_that_would_fall_apart_is_refused(string path)
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus(path, "train")] };

        Assert.False(task.Execute());
        Assert.Equal("KHC5002", task.OnlyError.Code);
    }

    [Fact]
    public void Every_wrong_property_is_named_at_once_with_what_it_must_be()
    {
        var task = new FakePregenerate
        {
            ImageHeight = "32px",
            MaxLines = "-5",
            FontsPerLine = "some",
            Seed = "lucky",
            Jobs = "1.5",
            Shard = "4",
            OnUnrenderable = "ignore",
            Lint = "1",
            Normalize = "maybe",
            MaxLineLength = "0",
            Push = "always",
            RemoteRequired = "2",
            Remote = "bucket/prefix",
        };

        Assert.False(task.Execute());
        Assert.False(task.WasStarted);
        Assert.All(task.Engine.Errors, error => Assert.Equal("KHC5002", error.Code));
        Assert.Equal(
            [
                "KhmerCacheImageHeight is '32px', but must be a whole number from 16 to 256.",
                "KhmerCacheMaxLines is '-5', but must be a whole number from 0 up.",
                "KhmerCacheFontsPerLine is 'some', but must be 'all' or a whole number from 1 up.",
                "KhmerCacheSeed is 'lucky', but must be a whole number.",
                "KhmerCacheJobs is '1.5', but must be a whole number from 0 up.",
                "KhmerCacheShard is '4', but must be I/N with I from 1 to N, such as 1/4, or 'auto'.",
                "KhmerCacheOnUnrenderable is 'ignore', but must be 'warn' or 'error' or 'skip'.",
                "KhmerCacheLint is '1', but must be 'true' or 'false'.",
                "KhmerCacheNormalize is 'maybe', but must be 'true' or 'false'.",
                "KhmerCacheMaxLineLength is '0', but must be a whole number from 1 up.",
                "KhmerCachePush is 'always', but must be 'true' or 'false'.",
                "KhmerCacheRemoteRequired is '2', but must be 'true' or 'false'.",
                "KhmerCacheRemote is 'bucket/prefix', but must be an address, such as s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.",
            ],
            task.Engine.Errors.Select(error => error.Message));
    }

    [Fact]
    public void An_export_needs_a_place()
    {
        var engine = new RecordingBuildEngine();
        var task = new KhmerCacheExport { BuildEngine = engine, ProjectFile = FakePregenerate.InProject("OCR.csproj"), WorkerPath = typeof(FakePregenerate).Assembly.Location };

        Assert.False(task.Execute());
        Assert.Equal("KHC5002", Assert.Single(engine.Errors).Code);
    }
}
