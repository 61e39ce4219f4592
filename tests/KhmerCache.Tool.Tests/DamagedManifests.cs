namespace KhmerCache.Tool.Tests;

public sealed class DamagedManifests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;
    private readonly FolderContents _files;

    public DamagedManifests()
    {
        _whole = _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    /// <summary>What may stand in place of the manifest; null where it is deleted.</summary>
    public static TheoryData<string?> Contents =>
    [
        null, "", "{", "null", "[]", "{}", "not JSON", "{\"format_version\":1}", "{\"format_version\":\"1\"}",
        "{\"format_version\":1,\"recipes\":null,\"splits\":null,\"segments\":null}", "{\"format_version\":1,\"recipes\":[],\"splits\":{},\"segments\":[null]}",
        "{\"format_version\":1,\"recipes\":[null],\"splits\":{},\"segments\":[]}", "{\"format_version\":1,\"segments\":\"none\"}",
    ];

    private string Manifest => _workspace.PathOf("cache/cache_index.json");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Contents))]
    public void Validate_finds_it_and_pregenerate_makes_it_again(string? content)
    {
        Replace(content);

        _workspace.Run("validate").Exits(1).Says(Manifest).Says("error KHC3004");
        var mended = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate").Exits(0);
        _workspace.Files.AreThoseOf(_files);
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_repair_makes_it_again_from_the_segments(string? content)
    {
        Replace(content);

        _workspace.Run("validate", "--repair").Exits(1);

        _workspace.Run("validate").Exits(0).Counts(("checked", Workspace.Images));
        var stats = _workspace.Run("stats").Exits(0).Counts(("total_images", Workspace.Images));
        Assert.Equal(_whole.Digest, stats.Digest);
    }

    [Fact]
    public void Another_digest_than_the_segments_have_is_found()
    {
        Replace(File.ReadAllText(Manifest).Replace(_whole.Digest, new string('0', 64), StringComparison.Ordinal));

        _workspace.Run("validate").Exits(1).Says(Manifest).Says("digest");
    }

    private void Replace(string? content)
    {
        if (content is null)
        {
            File.Delete(Manifest);
        }
        else
        {
            File.WriteAllText(Manifest, content);
        }
    }
}
