using System.Diagnostics;
using System.Text;
using KhmerCache.Corpora;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>Files that are no corpora, given to the worker as ones: each is told in a clear message, takes little memory, and leaves the cache as it was.</summary>
public sealed class HostileCorpora : IDisposable
{
    private const int Million = 1_000_000;

    private readonly Workspace _workspace = new();
    private readonly FolderContents _files;

    public HostileCorpora()
    {
        _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1 << 10)]
    [InlineData(1 << 20)]
    [InlineData(50 << 20)]
    public void Random_bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Fails(bytes, line: 1, "KHC1002", "Save the file as UTF-8");
    }

    [Theory]
    [InlineData("ក")]
    [InlineData("a")]
    public void One_line_of_a_hundred_megabytes(string letter) =>
        Fails([.. Encoding.UTF8.GetBytes("ខ្មែរ\n"), .. Repeat(letter, 100 * Million)], line: 2, "KHC1004", "more than 1048576 bytes");

    [Fact]
    public void A_million_combining_marks_in_one_line() => Fails(Repeat("\u17B7", 3 * Million), line: 1, "KHC1004", "Put one line of text on each line");

    [Fact]
    public void A_hundred_thousand_combining_marks_in_one_line_are_left_out()
    {
        var outcome = Pregenerate([.. "ខ្មែរ\n"u8, .. Repeat("\u17B7", 300_000), .. "\n"u8]).Exits(0).Counts(("rendered", 1), ("skipped", 1));

        outcome.Says($"{_workspace.PathOf("corpus.txt")}(2): warning KHC1004: ").Says("it has 100000 UTF-16 code units");
    }

    [Fact]
    public void A_million_lines_of_one_mark()
    {
        var outcome = Pregenerate(Repeat("\u17B7\n", 4 * Million)).Exits(0).Counts(("planned", 1), ("skipped", 1));

        outcome.Says($"{_workspace.PathOf("corpus.txt")}(1): warning KHC1004: ");
    }

    public static TheoryData<string, byte[], int, string> Encodings => new()
    {
        { "CESU-8", [.. "ok\nក"u8, 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], 2, "byte 0xED at offset 6 (a surrogate, as CESU-8 has it)" },
        { "UTF-16, little end first", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ខ្មែរ\n")], 1, "looks like UTF-16. Save the file as UTF-8" },
        { "UTF-16, big end first", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("ខ្មែរ\n")], 1, "looks like UTF-16. Save the file as UTF-8" },
        { "UTF-16 without mark", Encoding.Unicode.GetBytes("ខ្មែរ Khmer\n"), 1, "looks like UTF-16 without a byte order mark" },
        { "UTF-16 without mark, big end first", Encoding.BigEndianUnicode.GetBytes("ខ្មែរ Khmer\n"), 1, "looks like UTF-16 without a byte order mark" },
        { "UTF-16 of Latin without mark", Encoding.Unicode.GetBytes("Khmer\n"), 1, "looks like UTF-16 without a byte order mark" },
        { "UTF-32", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("ខ្មែរ\n")], 1, "looks like UTF-32. Save the file as UTF-8" },
        { "line ends of carriage returns", [.. "ខ្មែរ\rភាសា\r"u8], 1, "carriage returns (CR) but no line feed (LF)" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_that_is_saved_in_another_way(string what, byte[] content, int line, string message)
    {
        Assert.NotEmpty(what);
        Fails(content, line, "KHC1002", message);
    }

    [Theory]
    [InlineData("\0", "U+0000")]
    [InlineData("\u0085", "U+0085")]
    [InlineData("\u2028", "U+2028")]
    [InlineData("\u2029", "U+2029")]
    public void Characters_that_end_lines_elsewhere_are_control_characters(string character, string name)
    {
        var outcome = Pregenerate(Encoding.UTF8.GetBytes($"ខ្មែរ\nខ្មែរ{character}ភាសា\n")).Exits(0).Counts(("rendered", 1), ("skipped", 1));

        outcome.Says($"{_workspace.PathOf("corpus.txt")}(2): warning KHC1004: ").Says($"it has the control character {name} at column 6");
    }

    [Fact]
    public void Nothing_but_zeros() =>
        Pregenerate(new byte[1000]).Exits(0).Counts(("planned", 1), ("skipped", 1)).Says("U+0000");

    [Fact]
    public void A_folder() => Refuses(_workspace.PathOf("corpus"), 2, "is a folder");

    [SkippableTheory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/urandom")]
    [InlineData("/dev/tty")]
    public void A_device(string device)
    {
        Skip.IfNot(File.Exists(device), $"There is no {device} on this system.");
        Refuses(device, 2, "");
    }

    /// <summary>Nobody writes to it: whoever opened it would wait for ever.</summary>
    [SkippableFact]
    public void A_pipe_and_a_link_to_it()
    {
        var (pipe, link) = (_workspace.PathOf("pipe.txt"), _workspace.PathOf("link.txt"));
        Skip.If(OperatingSystem.IsWindows(), "Pipes are no files on Windows.");
        Process.Start("mkfifo", pipe)!.WaitForExit();
        File.CreateSymbolicLink(link, pipe);

        Refuses(pipe, 2, "is no ordinary file but a pipe or a device");
        Refuses(link, 2, "is no ordinary file but a pipe or a device");
        Refuses(_workspace.PathOf("corpus/train.txt"), 3, "a pipe or a device", font: pipe);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read()
    {
        var file = _workspace.Write("growing.txt", Repeat("ខ្មែរ\n", Million));
        using var reader = new CorpusFileReader(file);
        Assert.True(reader.TryRead(out _));
        File.AppendAllText(file, "ភាសា\n");

        var error = Assert.Throws<KhmerCacheException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        }).Diagnostic;

        Assert.Equal((DiagnosticCodes.CorpusNotFound, file), (error.Code, error.File));
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
    }

    // As many whole texts as fit into so many bytes.
    private static byte[] Repeat(string text, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var repeated = new byte[length / bytes.Length * bytes.Length];
        bytes.CopyTo(repeated, 0);
        for (var filled = bytes.Length; filled < repeated.Length; filled *= 2)
        {
            repeated.AsSpan(0, Math.Min(filled, repeated.Length - filled)).CopyTo(repeated.AsSpan(filled));
        }

        return repeated;
    }

    private void Fails(byte[] corpus, int line, string code, string message)
    {
        Pregenerate(corpus).Exits(3).Says($"{_workspace.PathOf("corpus.txt")}({line}").Says($"): error {code}: ").Says(message);
        _workspace.Files.AreThoseOf(_files);
    }

    private void Refuses(string corpus, int exitCode, string message, string? font = null)
    {
        var outcome = Run(corpus, font ?? Workspace.FontA).Exits(exitCode).Says($"{font ?? corpus}: error KHC").Says(message);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        _workspace.Files.AreThoseOf(_files);
    }

    private Outcome Pregenerate(byte[] corpus) => Run(_workspace.Write("corpus.txt", corpus), Workspace.FontA);

    private Outcome Run(string corpus, string font) => Worker.Run(
        _workspace.PathOf("."), "pregenerate", "--json", "--corpus", $"train={corpus}", "--fonts", font, "--cache-dir", _workspace.Cache);
}
