using HarfBuzzSharp;
using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

public sealed class ItemizingScripts
{
    [Theory]
    [InlineData("ខ្មែរ", "Khmr:5")]
    [InlineData("ប្រើ LibreOffice ២០២៤", "Khmr:5 Latn:12 Khmr:4")]
    [InlineData("  (a) ក", "Latn:6 Khmr:1")]
    [InlineData("123 !?", "Zyyy:6")]
    [InlineData("ក́ខ", "Khmr:3")]
    [InlineData("ក😀ខ", "Khmr:4")]
    [InlineData("aกb", "Latn:1 Thai:1 Latn:1")]
    [InlineData("a ◌ា", "Latn:2 Khmr:2")]
    [InlineData("a 1ក", "Latn:3 Khmr:1")]
    [InlineData("ក (a) ខ", "Khmr:3 Latn:1 Khmr:3")]
    [InlineData("a (ក) b", "Latn:3 Khmr:1 Latn:3")]
    [InlineData("(a ក) b", "Latn:3 Khmr:1 Latn:3")]
    [InlineData("ក «a [b] c» d", "Khmr:3 Latn:7 Khmr:2 Latn:1")]
    [InlineData("ក (a [b) c", "Khmr:3 Latn:4 Khmr:2 Latn:1")]
    [InlineData("ក a) b’s", "Khmr:2 Latn:6")]
    [InlineData("() ក (", "Khmr:6")]
    [InlineData("", "")]
    public void A_line_is_cut_where_its_script_changes(string text, string expected)
    {
        var runs = new List<TextRun>();

        ScriptItemizer.Itemize(text, runs);

        Assert.Equal(expected, string.Join(' ', runs.Select(run => $"{NameOf(run.Script)}:{run.Length}")));
        Assert.Equal(text, string.Concat(runs.Select(run => text.Substring(run.Start, run.Length))));
    }

    private static string NameOf(Script script) =>
        script == Script.Khmer ? "Khmr" : script == Script.Latin ? "Latn" : script == Script.Common ? "Zyyy" : script == Script.Thai ? "Thai" : "?";
}
