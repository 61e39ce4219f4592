using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KhmerCache.Tool.Tests.Interop;
using KhmerCache.Tool.Tests.Trust;

namespace KhmerCache.Tool.Tests;

/// <summary>What somebody sees who sits before a terminal, which elsewhere is plain text.</summary>
public sealed partial class OnATerminal : IDisposable
{
    private readonly Workspace _workspace = new();

    public OnATerminal() => _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData("")]
    [InlineData("NO_COLOR=1")]
    public void Bars_are_blocks_in_a_colour_unless_none_is_wanted(string variable)
    {
        var (output, status) = Run(80, "", variable, "stats", "--cache-dir", _workspace.Cache);

        Assert.Equal(0, status);
        Assert.Contains("██", output, StringComparison.Ordinal);
        Assert.Equal(variable.Length == 0, Colour().IsMatch(output));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("NO_COLOR=1")]
    public void Errors_are_red_unless_no_colour_is_wanted(string variable)
    {
        var (output, status) = Run(80, "", variable, "stats", "--cache-dir", _workspace.PathOf("nowhere"));

        Assert.Equal(2, status);
        Assert.Contains("KHC3001", output, StringComparison.Ordinal);
        Assert.Equal(variable.Length == 0, Colour().IsMatch(output));
    }

    /// <summary>A path that is broken by the program can't be copied, nor clicked; the terminal breaks lines where it has to.</summary>
    [SkippableFact]
    public void Lines_are_as_long_as_they_are()
    {
        var name = string.Join('/', Enumerable.Repeat("a folder with a long name", 4));
        var far = _workspace.PathOf(name);
        _workspace.PregenerateInto(name, Workspace.All).Exits(0);
        File.Delete(Directory.GetFiles(Path.Combine(far, "segments/glyphs"))[0]);

        var (output, status) = Run(40, "", "", "validate", "--cache-dir", far, "--project-directory", _workspace.PathOf("."));

        Assert.Equal(1, status);
        Assert.Contains($"{far}/segments/", output, StringComparison.Ordinal);
        Assert.Contains($"{Workspace.Images} images checked: ", Run(30, "", "", "validate", "--cache-dir", _workspace.Cache, "--project-directory", _workspace.PathOf(".")).Output, StringComparison.Ordinal);
        Assert.Contains($"{far}\r\n", Run(40, "", "", "stats", "--cache-dir", far, "--quick").Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("NO_COLOR=1")]
    public void Work_has_a_bar_that_is_gone_when_it_is_done(string variable)
    {
        _workspace.Write("corpus/many.txt", Repository.Train(4000));

        var (output, status) = Run(
            100, "", variable, "pregenerate", "--cache-dir", _workspace.PathOf("other"), "--project-directory", _workspace.PathOf("."), "--corpus", "train=corpus/many.txt", "--fonts", "fonts/*.ttf", "--lint", "never", "--jobs", "1");

        Assert.Equal(0, status);
        Assert.Matches(@"Rendering .*%", output);
        Assert.Contains("images/s", output, StringComparison.Ordinal);
        Assert.Contains("8,000 rendered", output[output.LastIndexOf("Rendering", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal(variable.Length == 0, Colour().IsMatch(output));
    }

    [SkippableTheory]
    [InlineData("y", 0, false)]
    [InlineData("YES", 0, false)]
    [InlineData("n", 130, true)]
    [InlineData("", 130, true)]
    [InlineData("^C", 130, true)]
    public void Clear_asks_and_deletes_only_what_it_is_told_to(string answer, int exits, bool isLeft)
    {
        var (output, status) = Run(80, answer, "", "clear", "--cache-dir", _workspace.Cache);

        Assert.Contains($"Delete {Workspace.Images} images (", output, StringComparison.Ordinal);
        Assert.Equal((exits, isLeft), (status, File.Exists(_workspace.PathOf("cache/cache_index.json"))));
        Assert.Equal(!isLeft, output.Contains("deleted ", StringComparison.Ordinal));
        Assert.Equal(answer is "n" or "", output.Contains("Nothing was deleted.", StringComparison.Ordinal));
    }

    private static (string Output, int Status) Run(int columns, string answer, string variable, params string[] arguments)
    {
        Skip.If(OperatingSystem.IsWindows(), "Python has no terminals to give on Windows.");

        // Whatever the tests run in: a terminal that knows colours, and nobody's automation.
        string[] environment = ["env", "-u", "NO_COLOR", "-u", "CI", "-u", "GITHUB_ACTIONS", "-u", "TF_BUILD", "TERM=xterm-256color", .. variable.Length > 0 ? [variable] : Array.Empty<string>()];
        var said = OtherReader.Run(
            "on_a_terminal.py", [columns.ToString(CultureInfo.InvariantCulture), answer, .. environment, .. WorkerProcess.Command, .. arguments], "pty");
        var seen = JsonNode.Parse(said)!;
        return ((string)seen["output"]!, (int)seen["status"]!);
    }

    // Select Graphic Rendition with a colour; resetting it and bold print are none.
    [GeneratedRegex(@"\e\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m")]
    private static partial Regex Colour();
}
