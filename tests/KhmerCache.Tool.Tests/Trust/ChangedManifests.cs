using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>A manifest is JSON that anybody can edit; what it tells is believed as long as it is what was written.</summary>
public sealed class ChangedManifests : IDisposable
{
    private const string Checksum = ",\n  \"checksum\": ";

    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;
    private readonly FolderContents _files;

    public ChangedManifests()
    {
        _whole = _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    /// <summary>What is put in the place of what.</summary>
    public static TheoryData<string, string> Changes => new()
    {
        { "{\n", "{ \n" },
        { "\n}\n", "\n}" },
        { "\n}\n", "\n}\n\n" },
        { "\n}\n", ",\n  \"more\": 1\n}\n" },
        { "  \"content_digest\": ", "  \"more\": 1,\n  \"content_digest\": " },
        { "\"checksum\"", "\"chesksum\"" },
        { "\"checksum\": \"", "\"checksum\": \"0" },
        { "\"total_images\": 20", "\"total_images\": 21" },
        { "fonts/KhmerOS.ttf", "fonts/KhmerOS.TTF" },
        { "\"lines\": 8,", "\"lines\": 9," },
        { "HarfBuzz", "Harfbuzz" },
    };

    private string Manifest => _workspace.PathOf("cache/cache_index.json");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_found_and_what_it_tells_is_taken_from_the_segments(string old, string now)
    {
        var text = File.ReadAllText(Manifest);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Manifest, text.Replace(old, now, StringComparison.Ordinal));

        _workspace.Run("validate").Exits(1).Says($"{Manifest}: error KHC3004: ");
        Assert.Equal(_whole.Number("rendered"), _workspace.Run("stats").Exits(0).Number("total_images"));
        _workspace.Run("validate", "--repair").Exits(1);
        _workspace.Run("validate").Exits(0);
        Assert.Equal(_whole.Digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Digest);
        _workspace.Files.AreThoseOf(_files);
    }

    [Fact]
    public void One_from_before_there_was_a_checksum_is_believed_and_gets_one_when_it_is_replaced()
    {
        var text = File.ReadAllText(Manifest);
        var before = text[..text.LastIndexOf(Checksum, StringComparison.Ordinal)] + "\n}\n";
        File.WriteAllText(Manifest, before);

        _workspace.Run("validate").Exits(0);
        Assert.Equal(_whole.Digest, _workspace.Run("stats").Exits(0).Digest);
        Assert.Equal(_whole.Digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Digest);
        _workspace.Pregenerate("--image-height", "16").Exits(0);

        Assert.Contains(Checksum, File.ReadAllText(Manifest), StringComparison.Ordinal);
    }

    /// <summary>Guards against a manifest that has any file deleted that the user may delete: who writes one can compute its checksum as well.</summary>
    [Theory]
    [InlineData("../../victim.txt")]
    [InlineData("lines/../../../victim.txt")]
    [InlineData("plans/../../victim.txt")]
    [InlineData("FOLDER/victim.txt")]
    public void A_file_outside_of_the_cache_that_is_named_as_retired_stays(string name)
    {
        var victim = _workspace.Write("victim.txt", "somebody's own");
        Change(manifest => manifest["retired"] = new JsonArray(name.Replace("FOLDER", Path.GetDirectoryName(victim), StringComparison.Ordinal)), isSealed: true);

        _workspace.Run("validate").Exits(1).Says($"{Manifest}: error KHC3004: ");
        _workspace.Pregenerate("--image-height", "24").Exits(0);
        _workspace.Run("compact").Exits(0);

        Assert.True(File.Exists(victim));
        _workspace.Run("validate").Exits(0);
    }

    [Fact]
    public void Nothing_but_a_segment_is_deleted_as_one()
    {
        var folder = new CacheFolder(_workspace.Cache);

        Assert.Throws<ArgumentException>(() => folder.Delete("../cache_index.json"));
        Assert.Throws<ArgumentException>(() => folder.Delete(Manifest));

        _workspace.Files.AreThoseOf(_files);
    }

    /// <summary>Guards against an error that no code names, from a table with a key twice.</summary>
    [Theory]
    [InlineData("recipes", true)]
    [InlineData("recipes", false)]
    [InlineData("segments", true)]
    [InlineData("segments", false)]
    public void One_that_names_something_twice_is_made_again(string list, bool isSealed)
    {
        Change(manifest => manifest[list]!.AsArray().Add(manifest[list]![0]!.DeepClone()), isSealed);

        _workspace.Run("stats").Exits(0).Counts(("total_images", Workspace.Images));
        _workspace.Run("validate").Exits(1).Says($"{Manifest}: error KHC3004: ");
        Assert.Equal(_whole.Digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Digest);
        _workspace.Files.AreThoseOf(_files);
    }

    private void Change(Action<JsonObject> change, bool isSealed)
    {
        var manifest = JsonNode.Parse(File.ReadAllBytes(Manifest))!.AsObject();
        manifest.Remove("checksum");
        change(manifest);
        var json = Encoding.UTF8.GetBytes(manifest.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }));
        File.WriteAllBytes(Manifest, isSealed ? ManifestChecksum.Seal(json) : json);
    }
}
