namespace KhmerCache.Tool.Tests;

public class AskingForHelp
{
    private static readonly string[] Names = ["pregenerate", "stats", "validate", "clear", "export", "compact", "pack", "restore", "shape", "bench"];

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
        Assert.Contains($"khmercache {verb} [options]", Workspace.Command(verb, "--help").Exits(0).Output, StringComparison.Ordinal);

    [Fact]
    public void Values_to_choose_from_are_written_as_they_are_typed()
    {
        var help = Workspace.Command("pregenerate", "--help").Exits(0).Output;

        Assert.Contains("--on-unrenderable <warn|error|skip>", help, StringComparison.Ordinal);
    }
}
