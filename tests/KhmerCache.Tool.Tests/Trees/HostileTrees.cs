using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests.Trees;

/// <summary>
/// Trees that are damaged or mean harm. Each has good entries beside a bad one: the bad one is refused with its file and a reason, the good ones come in, and nothing outside of the
/// tree is read or touched. What lies outside would make a sound entry, so whoever read it would import it.
/// </summary>
public sealed class HostileTrees : IDisposable
{
    private const string Good = "ក";
    private const string AlsoGood = "ខ";

    private readonly Workspace _workspace = new();
    private readonly SeedTree _tree;

    public HostileTrees()
    {
        _tree = new SeedTree(_workspace.PathOf("tree"));
        _tree.Add(Good);
        _tree.Add(AlsoGood, Workspace.FontB);
    }

    public void Dispose() => _workspace.Dispose();

    private string Cache => _workspace.Cache;

    public static TheoryData<string> PathsThatLeadAway =>
    [
        "../images/KEY.png", "data/../../images/KEY.png", @"..\images\KEY.png", "/etc/passwd", @"C:\Windows\win.ini", @"\\server\share\KEY.png", "images/../images/KEY.png",
        "images/KEY.png/../../../outside/KEY.png", "outside/KEY.png", "KEY.png", "images/KEY.json", "images/00000000000000000000000000000000.png", "file:///etc/passwd", "", "images/KEY.png\0.txt", "a\0b/images/KEY.png",
    ];

    [Theory]
    [MemberData(nameof(PathsThatLeadAway))]
    public void An_image_path_that_leads_away(string path)
    {
        _tree.Add(alter: (entry, _) => entry["image_path"] = path.Replace("KEY", SeedTree.KeyOf(SeedTree.Text, Workspace.FontA, 16), StringComparison.Ordinal));

        Refuses("image_path", _tree.IndexPath);
    }

    [Fact]
    public void A_metadata_path_that_leads_away()
    {
        _tree.Add(alter: (entry, _) => entry["metadata_path"] = "../../etc/metadata/x.json");

        Refuses("metadata_path", _tree.IndexPath);
    }

    /// <summary>An absolute path is where the tree was once; what lies there now is not the tree's.</summary>
    [Fact]
    public void Paths_in_the_index_are_never_opened()
    {
        var outside = new SeedTree(_workspace.PathOf("outside"));
        var key = outside.Add();
        _tree.Add(alter: (entry, _) => (entry["image_path"], entry["metadata_path"]) = (outside.ImageOf(key), outside.MetadataOf(key)));
        File.Delete(_tree.ImageOf(key));

        Refuses("is missing", _tree.ImageOf(key));
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..\\..\\etc\\passwd")]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("A0B1C2D3E4F5A0B1C2D3E4F5A0B1C2D3")]
    [InlineData("a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d")]
    [InlineData("a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3e")]
    [InlineData("a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d\0")]
    [InlineData("C:a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2")]
    [InlineData("")]
    [InlineData("២២២២២២២២២២២២២២២២២២២២២២២២២២២២២២២២")]
    public void A_key_that_is_none(string key)
    {
        _tree.Index[key] = new JsonObject { ["text"] = SeedTree.Text };
        _tree.WriteIndex();

        Refuses("is no key", _tree.IndexPath);
    }

    [Theory]
    [InlineData("../fonts/KhmerOS.ttf")]
    [InlineData("fonts/../../KhmerOS.ttf")]
    [InlineData("/usr/share/fonts/KhmerOS.ttf")]
    [InlineData(@"fonts\KhmerOS.ttf")]
    [InlineData(@"C:\fonts\KhmerOS.ttf")]
    [InlineData("C:KhmerOS.ttf")]
    public void A_font_path_that_leads_out_of_the_project(string path)
    {
        var key = _tree.Add(fontPath: path);

        Refuses("leads out of the project", _tree.MetadataOf(key), "--fonts", "fonts/*.ttf");
    }

    [Theory]
    [InlineData("")]
    [InlineData("fonts/Khmer\0OS.ttf")]
    [InlineData("fonts/Khmer\nOS.ttf")]
    public void A_font_path_that_is_none(string path)
    {
        var key = _tree.Add(fontPath: path);

        Refuses("is no path", _tree.MetadataOf(key));
    }

    /// <summary>Fonts beside the project are usual; whoever names the very file vouches for it.</summary>
    [Fact]
    public void A_font_path_out_of_the_project_is_good_where_that_file_is_given()
    {
        var font = _workspace.PathOf(Workspace.FontA);
        Directory.CreateDirectory(_workspace.PathOf("project"));
        _tree.Add(fontPath: "../fonts/KhmerOS.ttf");

        Workspace.Command("import", "--input", _workspace.PathOf("tree"), "--cache-dir", Cache, "--project-directory", _workspace.PathOf("project"), "--fonts", font, "--json")
            .Exits(0).Counts(("imported", 3));
    }

    [Fact]
    public void A_key_that_is_not_the_MD5_of_what_the_metadata_tell()
    {
        var key = _tree.Add();
        var other = new string('a', 32);
        _tree.Index[other] = new JsonObject { ["text"] = SeedTree.Text };
        _tree.Index.Remove(key);
        _tree.WriteIndex();
        File.Move(_tree.ImageOf(key), _tree.ImageOf(other));
        File.Move(_tree.MetadataOf(key), _tree.MetadataOf(other));

        Refuses($"its key is not {key}", _tree.MetadataOf(other));
    }

    [Fact]
    public void Metadata_that_tell_another_key()
    {
        var key = _tree.Add(alter: (_, metadata) => metadata["cache_key"] = new string('a', 32));

        Refuses("its metadata tell of the key", _tree.MetadataOf(key));
    }

    [Theory]
    [InlineData("image_height", "17", "its key is not")]
    [InlineData("image_width", "8", "its picture is 7 px wide, and its metadata tell of 8")]
    [InlineData("image_width", "2147483647", "at most 65535 px either way")]
    [InlineData("image_width", "65535", "its picture is 7 px wide, and its metadata tell of 65535")]
    [InlineData("image_width", "-7", "'image_width' is no number of pixels")]
    [InlineData("image_width", "0", "'image_width' is no number of pixels")]
    [InlineData("image_width", "7.5", "'image_width' is no number of pixels")]
    [InlineData("image_width", "1e400", "'image_width' is no number of pixels")]
    [InlineData("image_width", "99999999999999999999", "'image_width' is no number of pixels")]
    [InlineData("image_height", "\"16\"", "'image_height' is no number of pixels")]
    [InlineData("image_height", "null", "'image_height' is no number of pixels")]
    [InlineData("text", "\"other\"", "its key is not")]
    [InlineData("text", "7", "'text' is no text")]
    [InlineData("font_path", "\"fonts/other.ttf\"", "its key is not")]
    [InlineData("font_path", "[]", "'font_path' is no text")]
    public void Metadata_that_contradict_picture_or_key(string field, string value, string message)
    {
        var key = _tree.Add(alter: (_, metadata) => metadata[field] = JsonNode.Parse(value));

        Refuses(message, field == "image_width" && message.StartsWith("its picture", StringComparison.Ordinal) ? _tree.ImageOf(key) : _tree.MetadataOf(key));
    }

    [Fact]
    public void A_picture_of_another_height_than_the_key_tells()
    {
        var key = _tree.Add();
        File.WriteAllBytes(_tree.ImageOf(key), PngFile.Of(new LineImage(7, 17, new byte[7 * 17])));

        Refuses("its picture is 17 px high, and its metadata tell of 16", _tree.ImageOf(key));
    }

    [Theory]
    [InlineData("text", "សួស្តី", "different texts")]
    [InlineData("font", "other.ttf", "different fonts")]
    public void Index_and_metadata_that_contradict_each_other(string field, string value, string message)
    {
        var key = _tree.Add(alter: (entry, _) => entry[field] = value);

        Refuses(message, _tree.MetadataOf(key));
    }

    [Theory]
    [InlineData("\"entry\"", "its value is no object")]
    [InlineData("[[]]", "its value is no object")]
    [InlineData("null", "its value is no object")]
    [InlineData("{}", "has no 'text'")]
    [InlineData("{\"text\":null}", "has no 'text'")]
    [InlineData("{\"text\":7}", "has a 'text' that is no text")]
    [InlineData("{\"text\":{\"text\":\"ក\"}}", "has a 'text' that is no text")]
    [InlineData("{\"text\":\"ក\",\"text\":\"ខ\"}", "has 'text' twice")]
    [InlineData("{\"text\":\"\\ud800\"}", "has a 'text' that is not UTF-8")]
    public void An_entry_of_the_index_that_is_none(string entry, string message)
    {
        _tree.WriteIndexWith($"\"{new string('a', 32)}\":{entry}");

        Refuses(message, _tree.IndexPath);
    }

    [Fact]
    public void An_entry_that_stands_in_the_index_twice_comes_in_once()
    {
        var key = _tree.Add();
        _tree.WriteIndexWith($"\"{key}\":{_tree.Index[key]!.ToJsonString()}");

        Refuses("stands in the index twice", _tree.IndexPath, good: 3);
    }

    /// <summary>The good one must come in, whichever comes first.</summary>
    [Theory]
    [InlineData("a.ttf")]
    [InlineData("b.ttf")]
    [InlineData("c.ttf")]
    [InlineData("d.ttf")]
    public void Of_two_entries_with_one_key_the_sound_one_comes_in(string font)
    {
        var key = _tree.Add();
        _tree.WriteIndexWith($$"""{{'"'}}{{key}}":{"text":"{{SeedTree.Text}}","font":"{{font}}"}""");

        Refuses("different fonts", _tree.MetadataOf(key), good: 3);
    }

    [Theory]
    [InlineData("a\nb", "U+000A at column 2")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("\u001b[2Jb", "U+001B")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u0085", "U+0085")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("", "0 UTF-16 code units")]
    public void A_label_that_is_no_line_of_text(string text, string message)
    {
        var key = _tree.Add(text);

        var outcome = Refuses(message, _tree.MetadataOf(key));

        Assert.DoesNotContain('\u001b', outcome.Error);
    }

    [Fact]
    public void A_label_that_is_too_long()
    {
        var key = _tree.Add(new string('ក', 16_385));

        Refuses("its label has 16385 UTF-16 code units", _tree.MetadataOf(key));
    }

    public static TheoryData<string, byte[], string> BrokenMetadata => new()
    {
        { "nothing", [], "is empty" },
        { "no JSON", [.. "text"u8], "no JSON object" },
        { "cut off", [.. """{"text":"ភាសាខ្មែរ","""u8], "no JSON object, cut off" },
        { "a list", [.. """["text"]"""u8], "no JSON object" },
        { "two objects", [.. "{}{}"u8], "no JSON object" },
        { "invalid UTF-8", [.. "{\"text\":\""u8, 0xFF, 0xFE, .. "\"}"u8], "not UTF-8" },
        { "overlong UTF-8", [.. "{\"text\":\""u8, 0xC0, 0xAF, .. "\"}"u8], "not UTF-8" },
        { "half a surrogate pair", [.. "{\"text\":\"\\ud800\"}"u8], "half a surrogate pair" },
        { "a field twice", [.. "{\"text\":\"a\",\"text\":\"b\"}"u8], "'text' stands there twice" },
        { "deep nesting", [.. "{\"x\":"u8, .. Enumerable.Repeat((byte)'[', 100_000), .. "}"u8], "nested too deeply" },
        { "deep nesting of objects", [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 40_000)))], "nested too deeply" },
        { "too many bytes", [.. "{\"x\":\""u8, .. Enumerable.Repeat((byte)'a', 300_000), .. "\"}"u8], "more than 262144" },
        { "UTF-16", Encoding.Unicode.GetBytes("{\"text\":\"a\"}"), "no JSON object" },
    };

    [Theory]
    [MemberData(nameof(BrokenMetadata))]
    public void Metadata_that_are_none(string what, byte[] content, string message)
    {
        Assert.NotEmpty(what);
        var key = _tree.Add();
        File.WriteAllBytes(_tree.MetadataOf(key), content);

        Refuses(message, _tree.MetadataOf(key));
    }

    [Fact]
    public void An_entry_of_the_index_that_is_nested_a_million_levels_deep()
    {
        const int Levels = 1_000_000;
        _tree.WriteIndexWith($"\"{new string('a', 32)}\":{{\"text\":\"ក\",\"x\":{new string('[', Levels)}{new string(']', Levels)}}}");

        Refuses("nested more than 16 levels deep", _tree.IndexPath);
    }

    [Fact]
    public void A_text_of_megabytes_in_the_index()
    {
        _tree.WriteIndexWith($"\"{new string('a', 32)}\":{{\"text\":\"{new string('a', 5_000_000)}\"}}");

        Refuses("its metadata file is missing", _tree.MetadataOf(new string('a', 32)));
    }

    [Fact]
    public void Invalid_UTF_8_in_the_index()
    {
        var key = _tree.Add();
        byte[] before = [.. "{\""u8, .. Encoding.ASCII.GetBytes(new string('a', 32)), .. "\":{\"text\":\""u8, 0xFF, .. "\"},"u8];
        File.WriteAllBytes(_tree.IndexPath, [.. before, .. Encoding.UTF8.GetBytes(_tree.IndexText[1..])]);

        Refuses("has a 'text' that is not UTF-8", _tree.IndexPath, good: 3);
        Assert.True(Shows(SeedTree.Text), key);
    }

    /// <summary>What comes before the fault is imported, and the exit code tells that something is missing.</summary>
    [Theory]
    [InlineData(", x", "no JSON")]
    [InlineData(", \"", "cut off")]
    [InlineData("", "cut off")]
    public void An_index_that_breaks_off(string end, string message)
    {
        var text = _tree.IndexText.TrimEnd();
        File.WriteAllText(_tree.IndexPath, text[..text.LastIndexOf('}')].TrimEnd() + end);

        Refuses(message, _tree.IndexPath);
    }

    [Fact]
    public void A_text_in_the_index_that_has_no_end()
    {
        var text = _tree.IndexText.TrimEnd();
        using (var index = new StreamWriter(_tree.IndexPath))
        {
            index.Write(text[..text.LastIndexOf('}')].TrimEnd() + $",\"{new string('a', 32)}\":{{\"text\":\"");
            for (var i = 0; i < 40; i++)
            {
                index.Write(new string('a', 1 << 20));
            }
        }

        Refuses("a text in it is longer than 16 MB", _tree.IndexPath);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("nothing")]
    [InlineData(" ")]
    public void An_index_that_is_none(string content)
    {
        File.WriteAllText(_tree.IndexPath, content);

        Import().Exits(1).Says("KHC3010").Says(_tree.IndexPath).Counts(("imported", 0), ("refused", 1));
        Assert.False(Directory.Exists(Cache));
    }

    [SkippableTheory]
    [InlineData("images")]
    [InlineData("metadata")]
    public void A_file_that_is_a_link_is_not_followed(string folder)
    {
        SkipLinksOnWindows();
        var outside = new SeedTree(_workspace.PathOf("outside"));
        var key = outside.Add();
        _tree.Add();
        var (link, target) = folder == "images" ? (_tree.ImageOf(key), outside.ImageOf(key)) : (_tree.MetadataOf(key), outside.MetadataOf(key));
        File.Delete(link);
        File.CreateSymbolicLink(link, target);

        Refuses("is a link", link);
    }

    [SkippableFact]
    public void A_link_that_leads_nowhere_or_to_an_endless_device()
    {
        SkipLinksOnWindows();
        var (nowhere, endless) = (_tree.Add("គ"), _tree.Add("ឃ"));
        File.Delete(_tree.ImageOf(nowhere));
        File.Delete(_tree.MetadataOf(endless));
        File.CreateSymbolicLink(_tree.ImageOf(nowhere), _workspace.PathOf("nowhere"));
        File.CreateSymbolicLink(_tree.MetadataOf(endless), "/dev/zero");

        Import().Exits(1).Counts(("imported", 2), ("refused", 2)).Says(_tree.ImageOf(nowhere) + ": warning KHC3010").Says(_tree.MetadataOf(endless) + ": warning KHC3010");
        AssertGood();
    }

    [SkippableTheory]
    [InlineData("images")]
    [InlineData("metadata")]
    public void A_folder_of_the_tree_that_is_a_link_is_not_followed(string folder)
    {
        SkipLinksOnWindows();
        var target = _workspace.PathOf("outside");
        Directory.Move(_workspace.PathOf($"tree/{folder}"), target);
        Directory.CreateSymbolicLink(_workspace.PathOf($"tree/{folder}"), target);
        var before = _workspace.FilesOf("outside");

        Import().Exits(1).Counts(("entries", 2), ("imported", 0), ("refused", 2)).Says("KHC3010").Says($"the folder '{folder}' is a link");

        before.AreThoseOf(_workspace.FilesOf("outside"));
        Assert.False(Directory.Exists(Cache));
    }

    [SkippableFact]
    public void An_index_that_is_a_link_is_not_followed()
    {
        SkipLinksOnWindows();
        var target = _workspace.Write("outside/index.json", File.ReadAllBytes(_tree.IndexPath));
        File.Delete(_tree.IndexPath);
        File.CreateSymbolicLink(_tree.IndexPath, target);

        Import().Exits(3).Says("error KHC3010").Says("is a link");
        Assert.False(Directory.Exists(Cache));
    }

    [SkippableTheory]
    [InlineData("images")]
    [InlineData("metadata")]
    public void A_pipe_keeps_nobody_waiting(string folder)
    {
        SkipLinksOnWindows();
        var key = _tree.Add();
        var path = folder == "images" ? _tree.ImageOf(key) : _tree.MetadataOf(key);
        File.Delete(path);
        using (var make = Process.Start("mkfifo", [path]))
        {
            make.WaitForExit();
        }

        Refuses("a pipe or a device", path);
    }

    [SkippableFact]
    public void An_index_that_is_a_pipe_keeps_nobody_waiting()
    {
        SkipLinksOnWindows();
        File.Delete(_tree.IndexPath);
        using (var make = Process.Start("mkfifo", [_tree.IndexPath]))
        {
            make.WaitForExit();
        }

        Import().Exits(3).Says("error KHC3010").Says("a pipe or a device");
    }

    [SkippableFact]
    public void A_socket_and_a_folder_in_place_of_files()
    {
        SkipLinksOnWindows();
        var (socket, folder) = (_tree.Add("គ"), _tree.Add("ឃ"));
        File.Delete(_tree.ImageOf(socket));
        File.Delete(_tree.MetadataOf(folder));
        Directory.CreateDirectory(_tree.MetadataOf(folder));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.GetRelativePath(Environment.CurrentDirectory, _tree.ImageOf(socket)) is { Length: < 100 } shorter ? shorter : _tree.ImageOf(socket)));

        Import().Exits(1).Counts(("imported", 2), ("refused", 2)).Says("a pipe or a device").Says("is a folder");
        AssertGood();
    }

    [Fact]
    public void A_folder_that_is_missing()
    {
        Directory.Delete(_workspace.PathOf("tree/images"), recursive: true);

        Import().Exits(1).Counts(("imported", 0), ("refused", 2)).Says("its picture is missing");
    }

    [Fact]
    public void More_fonts_than_there_are()
    {
        _tree.Index.Clear();
        var folder = _workspace.PathOf("tree");
        for (var i = 0; i < 1030; i++)
        {
            var key = SeedTree.KeyOf(Good, $"fonts/{i}.ttf", 16);
            _tree.Index[key] = new JsonObject { ["text"] = Good };
            File.WriteAllText(_tree.MetadataOf(key), $$"""{"text":"{{Good}}","font_path":"fonts/{{i}}.ttf","image_height":16,"image_width":7}""");
            File.WriteAllBytes(_tree.ImageOf(key), PngFile.Of(SeedTree.Picture));
        }

        _tree.WriteIndex();

        Import().Exits(1).Counts(("imported", 1024), ("refused", 6)).Says("more than 1024 fonts and heights").Says(folder);
        _workspace.Run("validate").Exits(0);
    }

    /// <summary>The tree itself is only read.</summary>
    private Outcome Refuses(string message, string file, params string[] arguments) => Refuses(message, file, good: 2, arguments);

    private Outcome Refuses(string message, string file, int good, params string[] arguments)
    {
        _workspace.Write("outside/secret.txt", "somebody's own");
        var outside = _workspace.FilesOf("outside");
        var outcome = Import(arguments).Exits(1).Counts(("entries", good + 1), ("imported", good), ("refused", 1));

        outcome.Says("KHC3010: Not imported: ").Says(message).DoesNotSay("somebody's own");
        Assert.StartsWith(file, outcome.Error.TrimStart(), StringComparison.Ordinal);
        AssertGood();
        outside.AreThoseOf(_workspace.FilesOf("outside"));
        Assert.Equal(
            new[] { "cache", "corpus", "fonts", "outside", "tree" }, Directory.GetFileSystemEntries(_workspace.PathOf(".")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        return outcome;
    }

    private Outcome Import(params string[] arguments) => _workspace.Run("import", ["--input", _workspace.PathOf("tree"), .. arguments]);

    private void AssertGood()
    {
        Assert.True(Shows(Good));
        Assert.True(Shows(AlsoGood, Workspace.FontB));
        _workspace.Run("validate").Exits(0);
    }

    private bool Shows(string text, string font = Workspace.FontA)
    {
        using var cache = ImageCache.Open(Cache);
        return cache.TryGetImage(text, FontDescriptor.FromPath(font, _workspace.PathOf(".")), 16, out var image) && image.Pixels.SequenceEqual(SeedTree.Picture.Pixels);
    }

    private static void SkipLinksOnWindows() => Skip.If(OperatingSystem.IsWindows(), "Links take a right of their own on Windows, and pipes are no files there.");
}
