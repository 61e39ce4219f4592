using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

public sealed class ShapingLines : IDisposable
{
    private static readonly string[] Fields = ["g", "cl", "dx", "dy", "ax", "ay"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Each_line_of_text_is_an_array_on_a_line_of_its_own()
    {
        var text = _workspace.Write("text.txt", "ខ្មែរ", "", "Khmer ខ្មែរ");

        var outcome = Shape(Workspace.FontA, text).Exits(0);

        var lines = outcome.Output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsArray()).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Empty(lines[1]);
        Assert.All(lines.SelectMany(line => line), glyph => Assert.Equal(Fields, glyph!.AsObject().Select(field => field.Key)));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void Clusters_count_UTF16_code_units()
    {
        var text = _workspace.Write("text.txt", "\U0001F600ក");

        var glyphs = JsonNode.Parse(Shape(Workspace.FontA, text).Exits(0).Output)!.AsArray();

        Assert.Equal([0, 2], glyphs.Select(glyph => (int)glyph!["cl"]!));
    }

    [Fact]
    public void Every_script_is_shaped_on_its_own()
    {
        var text = _workspace.Write("text.txt", "ខ្មែរ English ភាសា");

        Assert.Equal(
            [.. Numbers(Shape(Workspace.FontB, text).Output).Where(glyph => glyph[1] >= 14).Select(glyph => glyph[0])],
            Numbers(Shape(Workspace.FontB, _workspace.Write("alone.txt", "ភាសា")).Output).Select(glyph => glyph[0]));
    }

    /// <summary>The reference: C HarfBuzz on whole lines. Lines of Khmer alone, so that both see one script; its clusters count characters, which are UTF-16 code units here.</summary>
    [SkippableTheory]
    [InlineData("KhmerOS.ttf")]
    [InlineData("KhmerOSmuol.ttf")]
    [InlineData("noto-serif-khmer-regular.ttf")]
    [InlineData("hanuman-regular.ttf")]
    public void Glyphs_and_positions_are_those_of_hb_shape(string font)
    {
        // Wikipedia where it is at hand, or else what is in the repository.
        var corpus = Repository.SharedCorpus("kmwiki_5k.cc-by-sa.txt") ?? Repository.PathOf("samples/QuickStart/corpus/train.txt");
        string[] lines = [.. File.ReadLines(corpus).Where(line => line.Length > 0 && line.All(character => character is >= '\u1780' and <= '\u17FF' or ' ')).Take(400)];
        Assert.True(lines.Length >= 300, $"Only {lines.Length} lines are Khmer alone.");
        var text = _workspace.Write("text.txt", lines);
        var file = Repository.FontFile(font);
        var reference = HbShape(file, text);
        Interop.Peer.Need(Interop.Peer.Apt, reference is null ? "hb-shape is not on this machine: apt-get install libharfbuzz-bin." : null);

        var shaped = Shape(file, text).Exits(0).Output;

        Assert.Equal(lines.Length, reference!.Split('\n').Length);
        Assert.Equal(lines.Length, shaped.TrimEnd('\n').Split('\n').Length);
        Assert.All(
            lines.Zip(reference.Split('\n'), shaped.TrimEnd('\n').Split('\n')),
            line => Assert.True(Numbers(line.Second).SelectMany(glyph => glyph).SequenceEqual(Numbers(line.Third).SelectMany(glyph => glyph)), line.First));
    }

    [Fact]
    public void A_missing_text_file_is_wrong_usage() =>
        Shape(Workspace.FontA, _workspace.PathOf("nowhere.txt")).Exits(2).Says("KHC1001").Says(_workspace.PathOf("nowhere.txt"));

    [Fact]
    public void A_missing_font_is_wrong_usage() =>
        Shape("fonts/nowhere.ttf", _workspace.PathOf("corpus/val.txt")).Exits(2).Says("KHC2001").Says(_workspace.PathOf("fonts/nowhere.ttf"));

    [Fact]
    public void A_font_that_is_none_fails() =>
        Shape("corpus/val.txt", _workspace.PathOf("corpus/val.txt")).Exits(3).Says("KHC2002").Says(_workspace.PathOf("corpus/val.txt"));

    /// <summary>What would be shaped in place of the bytes is not what the file says.</summary>
    [Fact]
    public void Text_that_is_not_UTF8_fails_with_line_and_column()
    {
        var text = _workspace.Write("text.txt", [.. "ok\nក"u8, 0xFF, .. "\n"u8]);

        var outcome = Shape(Workspace.FontA, text).Exits(3).Says($"{text}(2,2): error KHC1002: ");

        Assert.Empty(outcome.Output);
    }

    private Outcome Shape(string font, string text) => Workspace.Command("shape", "--json", "--font", _workspace.PathOf(font), "--text-file", text);

    private static int[][] Numbers(string line) =>
        [.. JsonNode.Parse(line)!.AsArray().Select(glyph => Fields.Select(field => (int)glyph![field]!).ToArray())];

    private static string? HbShape(string font, string text)
    {
        var start = new ProcessStartInfo("hb-shape") { RedirectStandardOutput = true };
        string[] arguments = [font, "--text-file=" + text, "--output-format=json", "--no-glyph-names", "--language=km"];
        Array.ForEach(arguments, start.ArgumentList.Add);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.TrimEnd('\n');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
