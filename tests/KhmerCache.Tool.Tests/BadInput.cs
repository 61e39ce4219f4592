using System.Text;

namespace KhmerCache.Tool.Tests;

/// <summary>Each is one clear message, and leaves the cache byte for byte as it was.</summary>
public sealed class BadInput : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FolderContents _files;

    public BadInput()
    {
        _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    public void Dispose()
    {
        using (_workspace)
        {
            _workspace.Files.AreThoseOf(_files);
        }
    }

    [Theory]
    [InlineData("corpus/nowhere.txt", "corpus/nowhere.txt", "There is no file 'corpus/nowhere.txt'. Correct the path")]
    [InlineData("nowhere/train.txt", "nowhere/train.txt", "There is no file 'nowhere/train.txt'. Correct the path")]
    [InlineData("corpus/nowhere*.txt", "corpus", "No file matches 'corpus/nowhere*.txt'. Correct the pattern")]
    [InlineData("nowhere/*.txt", "nowhere", "There is no folder 'nowhere/', which 'nowhere/*.txt' starts with. Correct the pattern")]
    [InlineData("nowhere/**/*.txt", "nowhere", "There is no folder 'nowhere/', which 'nowhere/**/*.txt' starts with. Correct the pattern")]
    [InlineData("corpus/val.txt;corpus/nowhere.txt", "corpus/nowhere.txt", "There is no file 'corpus/nowhere.txt'. Correct the path")]
    [InlineData("corpus", "corpus", "'corpus' is a folder. Name its files")]
    public void A_corpus_that_is_not_there(string pattern, string file, string message) =>
        With("--corpus", "train=" + pattern, "--fonts", "fonts/*.ttf").Exits(2).Says(_workspace.PathOf(file)).Says(": error KHC1001: ").Says(message);

    [Theory]
    [InlineData("fonts/nowhere.ttf", "fonts/nowhere.ttf", "There is no file 'fonts/nowhere.ttf'. Correct the path")]
    [InlineData("nowhere/*.ttf", "nowhere", "There is no folder 'nowhere/', which 'nowhere/*.ttf' starts with. Correct the pattern")]
    [InlineData("fonts/*.otf", "fonts", "No file matches 'fonts/*.otf'. Correct the pattern")]
    [InlineData("fonts", "fonts", "'fonts' is a folder. Name its files")]
    public void A_font_that_is_not_there(string pattern, string file, string message) =>
        With("--corpus", "train=corpus/train.txt", "--fonts", pattern).Exits(2).Says(_workspace.PathOf(file)).Says(": error KHC2001: ").Says(message);

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(" \t\r\n\u00A0\n")]
    [InlineData("\uFEFF")]
    public void A_corpus_without_a_line_of_text(string content)
    {
        var file = _workspace.Write("empty.txt", Encoding.UTF8.GetBytes(content));

        With("--corpus", "train=corpus/train.txt", "--corpus", "val=empty.txt", "--fonts", "fonts/*.ttf").Exits(3)
            .Says($"{file}: error KHC1003: ").Says("'val'").Says("leave the split out");
    }

    public static TheoryData<string, byte[], int, int> InvalidUtf8 => new()
    {
        { "a byte that is never UTF-8", [.. "កខគ\nab"u8, 0xFF, .. "c\n"u8], 2, 3 },
        { "after Khmer, columns count UTF-16 code units", [.. "កខ"u8, 0xC0, 0xAF], 1, 3 },
        { "after a character beyond the BMP", [.. "😀"u8, 0xFE], 1, 3 },
        { "an encoded surrogate", [.. "ក"u8, 0xED, 0xA0, 0x80], 1, 2 },
        { "a sequence cut short by the end of the file", [.. "a\r\nb\r\n"u8, 0xE1, 0x9E], 3, 1 },
        { "a sequence cut short by the line's end", [.. "a\nកx"u8, 0xE1, 0x9E, .. "\nb"u8], 2, 3 },
        { "behind a byte order mark", [0xEF, 0xBB, 0xBF, .. "a"u8, 0x80], 1, 2 },
        { "UTF-16", [0xFF, 0xFE, 0x80, 0x17], 1, 1 },
    };

    [Theory]
    [MemberData(nameof(InvalidUtf8))]
    public void A_corpus_that_is_not_UTF8_is_named_with_line_and_column(string what, byte[] content, int line, int column)
    {
        Assert.NotEmpty(what);
        var file = _workspace.Write("bytes.txt", content);

        With("--corpus", "train=bytes.txt", "--fonts", "fonts/*.ttf").Exits(3).Says($"{file}({line},{column}): error KHC1002: ").Says("Save the file as UTF-8");
    }

    [Fact]
    public void A_font_that_is_a_text_file_or_empty()
    {
        var empty = _workspace.Write("fonts/empty.ttf", Array.Empty<byte>());
        With("--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf").Exits(3).Says($"{empty}: error KHC2002: ").Says("replace it by a sound copy");

        var text = _workspace.Write("fonts/empty.ttf", "This is no font.");
        With("--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf").Exits(3).Says($"{text}: error KHC2002: ").Says("replace it by a sound copy");
    }

    /// <summary>A download that was cut off, at any place: without its last tables a font still opens, and shapes wrongly.</summary>
    [Theory]
    [InlineData("KhmerOS.ttf", 0.999)]
    [InlineData("KhmerOS.ttf", 0.98)]
    [InlineData("KhmerOS.ttf", 0.7)]
    [InlineData("KhmerOS.ttf", 0.3)]
    [InlineData("KhmerOS.ttf", 0.001)]
    [InlineData("KhmerOSmuol.ttf", 0.999)]
    [InlineData("KhmerOSmuol.ttf", 0.9)]
    [InlineData("battambang-regular.ttf", 0.999)]
    [InlineData("battambang-regular.ttf", 0.5)]
    [InlineData("noto-sans-khmer-regular.ttf", 0.99)]
    [InlineData("noto-sans-khmer-regular.ttf", 0.9)]
    public void A_font_that_is_cut_off(string font, double length)
    {
        var bytes = File.ReadAllBytes(Repository.FontFile(font));
        var file = _workspace.Write("fonts/cut.ttf", bytes[..(int)(bytes.Length * length)]);

        With("--corpus", "train=corpus/train.txt", "--fonts", "fonts/cut.ttf").Exits(3).Says($"{file}: error KHC2002: ");
    }

    [Fact]
    public void A_split_that_is_given_twice() =>
        With("--corpus", "train=corpus/train.txt", "--corpus", "train=corpus/val.txt", "--fonts", "fonts/*.ttf").Exits(2)
            .Says("error KHC5002: The split 'train' is given twice.").Says("train=corpus/train.txt;corpus/val.txt");

    [Theory]
    [InlineData("corpus/train.txt;corpus/train.txt")]
    [InlineData("corpus/train.txt;corpus/../corpus/train.txt")]
    [InlineData("corpus/*.txt;corpus/train.txt")]
    public void A_corpus_file_twice_in_a_split(string patterns) =>
        With("--corpus", "train=" + patterns, "--fonts", "fonts/*.ttf").Exits(2)
            .Says($"{_workspace.PathOf("corpus/train.txt")}: error KHC5002: ").Says("'train'").Says("Name it once.");

    [Theory]
    [InlineData(Workspace.FontA, Workspace.FontA)]
    [InlineData("fonts/*.ttf", "fonts/../fonts/KhmerOS.ttf")]
    [InlineData("fonts/*.ttf;fonts/KhmerOS.ttf")]
    public void A_font_that_is_given_twice(params string[] patterns) =>
        With(["--corpus", "train=corpus/train.txt", "--fonts", .. patterns]).Exits(2)
            .Says($"{_workspace.PathOf(Workspace.FontA)}: error KHC5002: ").Says("Name it once.");

    [Fact]
    public void A_cache_folder_that_can_not_be_made()
    {
        _workspace.Write("file", [1]);

        _workspace.PregenerateInto("file/cache", Workspace.All).Exits(3)
            .Says($"{_workspace.PathOf("file/cache")}: error KHC3002: ").Says("choose another one");
        _workspace.PregenerateInto("file", Workspace.All).Exits(3).Says($"{_workspace.PathOf("file")}: error KHC3002: ");

        Assert.Equal([1], File.ReadAllBytes(_workspace.PathOf("file")));
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("validate", "--repair")]
    [InlineData("clear", "--yes")]
    [InlineData("compact")]
    [InlineData("bench")]
    [InlineData("export", "--output", "out")]
    public void A_folder_that_holds_no_cache(string verb, params string[] arguments)
    {
        foreach (var folder in new[] { "nowhere", "corpus", "corpus/train.txt" })
        {
            var outcome = _workspace.RunOn(_workspace.PathOf(folder), verb, ["--json", .. arguments]).Exits(2)
                .Says($"{_workspace.PathOf(folder)}: error KHC3001: ").Says("'khmercache pregenerate' makes one");
            Assert.Empty(outcome.Output);
        }

        Assert.False(Path.Exists(_workspace.PathOf("nowhere")));
        Assert.Equal(["train.txt", "val.txt"], _workspace.FilesOf("corpus").Names);
    }

    private Outcome With(params string[] arguments)
    {
        var outcome = _workspace.Run("pregenerate", arguments);
        Assert.Empty(outcome.Output);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        return outcome;
    }
}
