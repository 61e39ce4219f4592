namespace KhmerCache.Tool.Tests;

public class AskingForHelp
{
    private static readonly string[] Names = ["pregenerate", "lint", "stats", "validate", "clear", "gc", "export", "import", "merge", "compact", "pack", "restore", "push", "pull", "shape", "bench", "report"];

    public static TheoryData<string> Verbs => [.. Names];

    [Fact]
    public void The_program_names_itself_and_its_commands()
    {
        var help = Workspace.Command("--help").Exits(0).Output;

        Assert.All(Names, verb => Assert.Contains($"  {verb} ", help, StringComparison.Ordinal));
        Assert.Contains("khmercache [command]", help, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_command_names_itself_as_it_is_typed(string verb) =>
        Assert.Matches($@"khmercache {verb} (\[<FILES>\.\.\.\] )?\[options\]", Workspace.Command(verb, "--help").Exits(0).Output);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_example_is_one_that_works(string verb)
    {
        var example = Workspace.Command(verb, "--help").Exits(0).Output.Split("Example:\n  ")[1].Trim();

        Assert.StartsWith($"khmercache {verb} ", example, StringComparison.Ordinal);
        Assert.Empty(Program.Root().Parse(example.Replace("--project MyTraining.csproj", "", StringComparison.Ordinal)).Errors);
    }

    [Fact]
    public void Values_to_choose_from_are_written_as_they_are_typed()
    {
        var help = Workspace.Command("pregenerate", "--help").Exits(0).Output;

        Assert.Contains("--on-unrenderable <warn|error|skip>", help, StringComparison.Ordinal);
    }
}
