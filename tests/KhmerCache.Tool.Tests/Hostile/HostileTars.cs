using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>Files that are given for packed caches and are none: each is refused in a clear message that names it, and the cache stays as it was.</summary>
public sealed class HostileTars : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FolderContents _files;
    private readonly (string Name, byte[] Content)[] _sound;

    public HostileTars()
    {
        _workspace.PregenerateInto("other", [.. Workspace.All, "--pack", Tar]).Exits(0);
        _sound = [.. PackedFile.Read(Tar).Select(packed => (packed.Entry.Name, packed.Content))];
        _workspace.Pregenerate("--splits", "val").Exits(0);
        _files = _workspace.Files;
    }

    public void Dispose() => _workspace.Dispose();

    private string Tar => _workspace.PathOf("hostile.tar");

    [Fact]
    public void What_the_tests_change_is_taken_where_nothing_is_changed()
    {
        Assert.Equal(File.ReadAllBytes(Tar).Length, Sound().Write().Length);
        File.WriteAllBytes(Tar, Sound().Write(end: new byte[10_240]));

        _workspace.Run("restore", "--input", Tar).Exits(0).Counts(("restored_segments", 2));
    }

    public static TheoryData<string, byte[], string> OtherFiles => new()
    {
        { "nothing", [], "it is cut off within a header" },
        { "text", [.. "ខ្មែរ"u8], "it is cut off within a header" },
        { "much text", [.. Enumerable.Repeat((byte)'a', 5000)], "it is no tar file" },
        { "zeros", new byte[2048], "it has no entry" },
        { "an end", new byte[512], "it is cut off at its end" },
        { "zip", [.. "PK\x03\x04"u8, .. new byte[600]], "compressed with zip" },
        { "zstd", [0x28, 0xB5, 0x2F, 0xFD, .. new byte[600]], "compressed with zstd; unpack it to a tar first" },
        { "GNU's tar", new TarFile().Add("cache_index.json", [], magic: "ustar  \0").Write(), "a tar of GNU's own format" },
        { "no tar of before", new TarFile().Add("cache_index.json", [], magic: "").Write(), "it is no tar file" },
    };

    [Theory]
    [MemberData(nameof(OtherFiles))]
    public void Other_files(string what, byte[] content, string message)
    {
        Assert.NotEmpty(what);
        Refuses(content, message);
    }

    [Fact]
    public void A_packed_cache_that_was_compressed()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Sound().Write());
        }

        Refuses(compressed.ToArray(), "compressed with gzip; unpack it to a tar first");
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere()
    {
        var bytes = Sound().Write();
        foreach (var length in Enumerable.Range(1, 40).Select(part => bytes.Length - (part * part * 97 % bytes.Length)).Append(bytes.Length - 1024).Append(bytes.Length - 512).Append(512))
        {
            Refuses(bytes[..length], "");
        }
    }

    [Fact]
    public void A_bit_that_changed_anywhere()
    {
        var bytes = Sound().Write();
        var random = new Random(5);
        foreach (var place in Enumerable.Range(0, 600).Where(place => place % 7 == 0).Concat(Enumerable.Range(0, 150).Select(_ => random.Next(bytes.Length))))
        {
            var changed = (byte[])bytes.Clone();
            changed[place] ^= (byte)(1 << random.Next(8));
            Refuses(changed, "");
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("C:\\evil")]
    [InlineData("./cache_index.json")]
    [InlineData("segments/lines/../../evil")]
    [InlineData("segments/lines/evil.arrow")]
    [InlineData("plans/0000000000000000000000000000000000000000000000000000000000000000.arrow")]
    [InlineData("segments/plans/0000000000000000000000000000000000000000000000000000000000000000.arrow")]
    [InlineData("cache_index.json")]
    [InlineData("")]
    public void An_entry_that_is_no_segment_of_the_manifest(string name)
    {
        Refuses(Sound().Add(name, [1]).Write(), $"does not name the entry '{name}'");
        Refuses(new TarFile().Add(name == "cache_index.json" ? "x" : name, [1]).Write(), "it starts with the entry");
        Refuses(Sound((old, content) => (old, old == "cache_index.json" ? Manifest(content, json => json["segments"]![0]!["file"] = name) : content)).Write(), "which is no segment");
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('5')]
    [InlineData('6')]
    [InlineData('7')]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('S')]
    [InlineData('\0')]
    public void Links_folders_devices_and_extensions(char type)
    {
        Refuses(new TarFile().Add("cache_index.json", [], type, link: "/etc/passwd").Write(), "is no ordinary file");
        Refuses(Sound().Add("segments/lines", [], type).Write(), "is no ordinary file");
    }

    [Fact]
    public void A_file_that_says_where_it_links_to_and_a_name_in_two_parts()
    {
        Refuses(Sound().Add("a", [], link: "/etc/passwd").Write(), "is no ordinary file");
        Refuses(new TarFile().Add("cache_index.json", _sound[0].Content, prefix: "..").Write(), "has a name in two parts");
    }

    [Theory]
    [InlineData("77777777777", "it is cut off")]
    [InlineData("00000000000", "is damaged")]
    [InlineData("-0000000001", "has no length")]
    [InlineData("999", "has no length")]
    [InlineData("           ", "has no length")]
    [InlineData("\u0080\0\0\0\u007F\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF", "has no length")]
    public void A_size_that_makes_no_sense(string size, string message) => Refuses(new TarFile().Add("cache_index.json", _sound[0].Content, size: size).Write(), message);

    [Fact]
    public void An_entry_that_is_missing_or_there_twice_or_of_another_size()
    {
        Refuses(new TarFile().Add(_sound[0].Name, _sound[0].Content).Add(_sound[1].Name, _sound[1].Content).Write([.. new byte[1024], .. new byte[9216]]), "");
        Refuses(Padded(_sound[0], _sound[1]), $"its entry '{_sound[2].Name}' is missing");
        Refuses(Padded(_sound[0], _sound[1], _sound[1], _sound[2]), "or it stands there twice");
        Refuses(Padded(_sound[0], _sound[1], (_sound[2].Name, [.. _sound[2].Content, 0])), "bytes, and its manifest tells of");
        Refuses(Padded(_sound[0], (_sound[1].Name, new byte[_sound[1].Content.Length]), _sound[2]), $"its entry '{_sound[1].Name}' does not hold what its name says");
        Refuses(Padded(_sound[1], _sound[0], _sound[2]), "it starts with the entry");
    }

    [Fact]
    public void Something_behind_the_end()
    {
        Refuses(Sound().Write([.. new byte[1024], 1]), "something stands behind its last entry");
        Refuses(Sound().Write(new byte[100_000]), "bytes more");
    }

    public static TheoryData<string, string> Manifests => new()
    {
        { "format_version", "of another format version than 1" },
        { "content_digest", "its segments show 20 images with the content digest" },
        { "total_images", "its segments show 20 images" },
        { "recipe", "its segments show" },
        { "images of a recipe", "its segments show 20 images" },
        { "recipe twice", "names something twice" },
        { "segment twice", "names something twice" },
        { "retired", "that of a cache that was being changed" },
        { "outline", "" },
        { "no outline", "not by what it is known" },
        { "size", "it is smaller than what its manifest tells of" },
        { "size of a bomb", "tells of 9000000000000000000 bytes" },
        { "no segments", "does not name the entry" },
        { "null", "is damaged" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_manifest_that_tells_of_something_else(string what, string message) => Refuses(
        Sound((name, content) => (name, name != "cache_index.json" ? content : Manifest(content, json =>
        {
            var (segments, recipes) = (json["segments"]!.AsArray(), json["recipes"]!.AsArray());
            switch (what)
            {
                case "format_version": json["format_version"] = 2; break;
                case "content_digest": json["content_digest"] = new string('0', 64); break;
                case "total_images": json["total_images"] = 19; break;
                case "recipe": recipes[0]!["baseline"] = 7; break;
                case "images of a recipe": recipes[0]!["images"] = 20; break;
                case "recipe twice": recipes.Add(recipes[0]!.DeepClone()); break;
                case "segment twice": segments.Add(segments[0]!.DeepClone()); break;
                case "retired": json["retired"] = new JsonArray(); break;
                case "outline": segments[1]!["outline_xxh3"] = "0000000000000000"; break;
                case "no outline": segments[1]!.AsObject().Remove("outline_xxh3"); break;
                case "size": segments[1]!["bytes"] = 900_000_000; break;
                case "size of a bomb": segments[1]!["bytes"] = 9_000_000_000_000_000_000; break;
                case "no segments": json["segments"] = new JsonArray(); break;
                default: json["segments"] = null; break;
            }
        }))).Write(),
        message);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{\"metadata\": {}}")]
    [InlineData("not JSON")]
    public void A_manifest_that_is_none(string json) => Refuses(Sound((name, content) => (name, name == "cache_index.json" ? Encoding.UTF8.GetBytes(json) : content)).Write(), "cache_index.json");

    /// <summary>Whoever makes a segment can name it by what it holds, and have a manifest tell of it.</summary>
    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(1, 0.9)]
    [InlineData(2, 0.3)]
    [InlineData(2, 0.6)]
    [InlineData(2, -1)]
    [InlineData(1, -1)]
    public void A_segment_that_is_named_by_what_it_holds_and_holds_nonsense(int entry, double place)
    {
        var content = (byte[])_sound[entry].Content.Clone();
        if (place < 0)
        {
            new Random(3).NextBytes(content);
        }
        else
        {
            content.AsSpan((int)(content.Length * place), 20).Reverse();
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var (old, name) = (_sound[entry].Name, $"{Path.GetDirectoryName(_sound[entry].Name)!.Replace('\\', '/')}/{hash}.arrow");
        Refuses(
            Sound((known, bytes) => known == old ? (name, content) : (known, known != "cache_index.json" ? bytes : Manifest(bytes, json =>
            {
                var segment = json["segments"]!.AsArray().Single(segment => $"segments/{(string)segment!["file"]!}" == old)!;
                segment["file"] = name["segments/".Length..];
                var length = (int)segment["outline_bytes"]!;
                segment["outline_xxh3"] = System.IO.Hashing.XxHash3.HashToUInt64(content.AsSpan(0, length)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
            }))).Write(),
            "segment");
    }

    [SkippableFact]
    public void Pipes_and_devices()
    {
        Skip.If(OperatingSystem.IsWindows(), "Pipes are no files on Windows.");
        File.Delete(Tar);
        Process.Start("mkfifo", Tar)!.WaitForExit();
        Refuses(Tar, "is no ordinary file but a pipe or a device");
        Refuses("/dev/zero", "is no ordinary file but a pipe or a device");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        File.Delete(Tar);
        Refuses(Tar, "Could not find file");
    }

    [Fact]
    public void A_file_that_says_that_it_is_large_and_takes_no_space()
    {
        File.WriteAllBytes(Tar, Sound((name, content) => (name, name == "cache_index.json" ? Manifest(content, json => json["segments"]![0]!["bytes"] = 8_000_000_000) : content)).Write());
        using (var file = File.OpenWrite(Tar))
        {
            file.SetLength(1L << 38);
        }

        Refuses(Tar, "tells of 8000000000 bytes");
        File.WriteAllBytes(Tar, Sound().Write([]));
        using (var file = File.OpenWrite(Tar))
        {
            file.SetLength(1L << 38);
        }

        Refuses(Tar, "bytes more");
    }

    [Fact]
    public void Pregenerate_refuses_it_before_it_renders_and_makes_no_cache()
    {
        File.WriteAllBytes(Tar, Sound().Write()[..5000]);

        _workspace.PregenerateInto("nowhere", [.. Workspace.All, "--restore-from", Tar]).Exits(3).Says($"{Tar}: error KHC3009: ");
        _workspace.RunOn(_workspace.PathOf("nowhere"), "restore", "--input", Tar).Exits(3);

        Assert.False(Path.Exists(_workspace.PathOf("nowhere")));
    }

    private static byte[] Manifest(byte[] content, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(content)!.AsObject();
        json.Remove("checksum");
        change(json);
        return ManifestChecksum.Seal(Encoding.UTF8.GetBytes(json.ToJsonString(new() { WriteIndented = true, NewLine = "\n" })));
    }

    private static byte[] Padded(params (string Name, byte[] Content)[] entries) =>
        entries.Aggregate(new TarFile(), (tar, entry) => tar.Add(entry.Name, entry.Content)).Write(new byte[10_240]);

    private TarFile Sound(Func<string, byte[], (string Name, byte[] Content)>? change = null) => _sound.Aggregate(new TarFile(), (tar, entry) =>
    {
        var (name, content) = change?.Invoke(entry.Name, entry.Content) ?? entry;
        return tar.Add(name, content);
    });

    private void Refuses(byte[] content, string message)
    {
        File.WriteAllBytes(Tar, content);
        Refuses(Tar, message);
    }

    private void Refuses(string path, string message)
    {
        var outcome = _workspace.Run("restore", "--input", path).Exits(3).Says($"{path}: error KHC3009: The packed cache can't be used: ").Says(message).DoesNotSay("   at ");
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Empty(outcome.Output);
        _workspace.Files.AreThoseOf(_files);
    }
}
