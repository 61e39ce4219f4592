using System.Text.Json.Nodes;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Tests;

/// <summary><c>--events</c>: an object a line on standard output, which the build task turns into messages of the build.</summary>
public sealed class TalkingToTheBuildTask : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_work_ends_with_a_message_for_people_and_a_summary_in_numbers()
    {
        var outcome = _workspace.Listen("pregenerate", Workspace.All).Exits(0);

        var last = outcome.Events[^2..];
        Assert.Equal(["event", "text"], NamesOf(last[0]));
        Assert.Equal("message", (string)last[0]["event"]!);
        Assert.Contains($"{Workspace.Images} rendered", (string)last[0]["text"]!, StringComparison.Ordinal);
        Assert.Equal(["event", "planned", "rendered", "cached", "skipped", "seconds", "content_digest"], NamesOf(last[1]));
        Assert.Equal("summary", (string)last[1]["event"]!);
        Assert.Equal(Workspace.Images, (int)last[1]["rendered"]!);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void What_was_restored_and_packed_is_told_in_the_same_line()
    {
        var packed = _workspace.PathOf("packed.tar");
        _workspace.Pregenerate("--pack", packed).Exits(0);

        var text = (string)_workspace.Listen("pregenerate", [.. Workspace.All, "--restore-from", packed, "--pack", packed]).Exits(0).Events[^2]["text"]!;

        Assert.DoesNotContain('\n', text);
        Assert.Equal(3, text.Split("; ").Length);
    }

    /// <summary>The task reads flat objects only: a nested one would be taken for free text.</summary>
    [Theory]
    [InlineData("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf")]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("compact")]
    [InlineData("pack", "--output", "info.json")]
    [InlineData("export", "--output", "info.json")]
    [InlineData("clear", "--yes")]
    public void Every_command_ends_with_a_flat_summary(string verb, params string[] arguments)
    {
        _workspace.Pregenerate().Exits(0);

        var outcome = _workspace.Listen(verb, [.. arguments.Select(argument => argument == "info.json" ? _workspace.PathOf(argument) : argument)]).Exits(0);

        Assert.Equal(["message", "summary"], outcome.Events[^2..].Select(line => (string)line["event"]!));
        Assert.All(outcome.Events, line => Assert.All(line, field => Assert.IsType<JsonValue>(field.Value, exactMatch: false)));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void An_error_is_a_diagnostic_with_its_place_and_nothing_follows()
    {
        var file = _workspace.Write("corpus/train.txt", [.. "កក\nab"u8, 0xFF]);

        var outcome = _workspace.Listen("pregenerate", Workspace.All).Exits(3);

        var diagnostic = Assert.Single(outcome.Events);
        Assert.Equal(["event", "severity", "code", "message", "file", "line", "column"], NamesOf(diagnostic));
        Assert.Equal(
            ("diagnostic", "error", "KHC1002", file, 2, 3),
            ((string)diagnostic["event"]!, (string)diagnostic["severity"]!, (string)diagnostic["code"]!, (string)diagnostic["file"]!, (int)diagnostic["line"]!, (int)diagnostic["column"]!));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void A_diagnostic_without_a_place_has_no_fields_for_it()
    {
        var outcome = _workspace.Listen("pregenerate", [.. Workspace.All, "--image-height", "5"]).Exits(2);

        Assert.Equal(["event", "severity", "code", "message"], NamesOf(Assert.Single(outcome.Events)));
    }

    /// <summary>Should native code end the process, that is all there is to tell where.</summary>
    [Fact]
    public void What_the_work_turns_to_is_told_beforehand()
    {
        var work = _workspace.Listen("pregenerate", Workspace.All).Exits(0).Events.Select(line => (string?)line["on"]).OfType<string>().ToArray();

        // Fonts are opened side by side.
        Assert.Equal([$"opening {Workspace.FontA}", $"opening {Workspace.FontB}"], work[..2].Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                $"shaping {Workspace.TrainLines + Workspace.ValLines} lines in {Workspace.FontA}, {Workspace.FontB}", $"drawing glyphs of {Workspace.FontA}, {Workspace.FontB}",
            ],
            work[2..]);
    }

    [Fact]
    public void A_warning_comes_before_the_summary()
    {
        _workspace.Write("corpus/train.txt", "ខ្មែរ", "中文");

        var outcome = _workspace.Listen("pregenerate", Workspace.All).Exits(0);

        Assert.Equal(["diagnostic", "diagnostic", "message", "summary"], outcome.Events.Select(line => (string)line["event"]!).Where(name => name != "progress"));
        Assert.All(outcome.Events.Where(line => (string)line["event"]! == "diagnostic"), line =>
        {
            Assert.Equal(("warning", "KHC1004", _workspace.PathOf("corpus/train.txt"), 2), ((string)line["severity"]!, (string)line["code"]!, (string)line["file"]!, (int)line["line"]!));
        });
        Assert.Equal(2, (int)outcome.Events[^1]["skipped"]!);
    }

    [Fact]
    public void What_validate_finds_are_diagnostics()
    {
        _workspace.Pregenerate().Exits(0);
        File.Delete(_workspace.Segment("lines"));

        var outcome = _workspace.Listen("validate").Exits(1);

        Assert.Equal(("error", "KHC3005"), ((string)outcome.Events[0]["severity"]!, (string)outcome.Events[0]["code"]!));
        Assert.Equal(Workspace.Images, (int)outcome.Events[^1]["missing"]!);
    }

    [Fact]
    public void Progress_is_how_much_of_how_much_is_done()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        new CommandOutput(OutputMode.Events, output, error).WriteProgress(1_234_567, 2_345_678, TimeSpan.FromMinutes(1));

        Assert.Equal("""{"event":"progress","done":1234567,"total":2345678}""", output.ToString().TrimEnd());
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Json")]
    public void Progress_for_people_goes_to_standard_error(string mode)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        new CommandOutput(Enum.Parse<OutputMode>(mode), output, error).WriteProgress(1_234_567, 2_345_678, TimeSpan.FromMinutes(1));

        Assert.Empty(output.ToString());
        Assert.Equal("1,234,567 of 2,345,678 images, 20,576/s, 54 s left", error.ToString().TrimEnd());
    }

    [Fact]
    public void Line_breaks_and_quotes_in_a_message_stay_within_its_line()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        new CommandOutput(OutputMode.Events, output, error).Write(
            new Diagnostic(DiagnosticSeverity.Warning, "KHC1004", "a \"quoted\"\nខ្មែរ\u2028 \\ text\0", "/tmp/a \"b\".txt", 7));

        var line = Assert.Single(output.ToString().TrimEnd().Split('\n'));
        Assert.Equal("a \"quoted\"\nខ្មែរ\u2028 \\ text\0", (string)JsonNode.Parse(line)!["message"]!);
    }

    private static IEnumerable<string> NamesOf(JsonObject line) => line.Select(field => field.Key);
}
