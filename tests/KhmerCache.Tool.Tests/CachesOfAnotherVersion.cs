namespace KhmerCache.Tool.Tests;

/// <summary>Nobody can know what is in them, so nobody touches them.</summary>
public sealed class CachesOfAnotherVersion : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FolderContents _files;

    public CachesOfAnotherVersion()
    {
        _workspace.Pregenerate().Exits(0);
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace("\"format_version\": 1,", "\"format_version\": 999,", StringComparison.Ordinal));
        _files = _workspace.Files;
        Assert.Contains("999", File.ReadAllText(Manifest), StringComparison.Ordinal);
    }

    private string Manifest => _workspace.PathOf("cache/cache_index.json");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf")]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("validate", "--deep")]
    [InlineData("validate", "--repair")]
    [InlineData("clear", "--yes")]
    [InlineData("compact")]
    [InlineData("bench")]
    [InlineData("export", "--output", "out")]
    [InlineData("export", "--format", "files", "--output", "out")]
    public void Every_command_refuses_and_leaves_every_file_as_it_was(string verb, params string[] arguments)
    {
        var outcome = _workspace.Run(verb, [.. arguments.Select(argument => argument == "out" ? _workspace.PathOf("out") : argument)]).Exits(3)
            .Says($"{Manifest}: error KHC3003: ").Says("999").Says("Update KhmerCache");

        Assert.Empty(outcome.Output);
        Assert.False(Path.Exists(_workspace.PathOf("out")));
        _workspace.Files.AreThoseOf(_files);
    }

    [Fact]
    public void The_library_refuses_as_well()
    {
        var error = Assert.Throws<KhmerCacheException>(() => ImageCache.Open(_workspace.Cache));

        Assert.Equal((DiagnosticCodes.UnknownFormatVersion, Manifest), (error.Diagnostic.Code, error.Diagnostic.File));
    }
}
