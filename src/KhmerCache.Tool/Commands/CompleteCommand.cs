using System.CommandLine;

namespace KhmerCache.Tool.Commands;

/// <summary><c>complete</c>, which the scripts of <c>completion</c> call: what may stand in the place of the last word of a command line.</summary>
internal sealed class CompleteCommand : Command
{
    private readonly Argument<string> _line = new("LINE") { Description = "The command line up to the cursor." };

    /// <param name="makeRoot">Makes the commands to choose from.</param>
    public CompleteCommand(Func<Command> makeRoot)
        : base("complete", "Tell what may stand in the place of the last word of a command line.")
    {
        Hidden = true;
        Arguments.Add(_line);
        SetAction(result =>
        {
            foreach (var word in Complete(makeRoot(), result.GetValue(_line)!))
            {
                result.InvocationConfiguration.Output.WriteLine(word);
            }

            return ExitCode.Good;
        });
    }

    private static IEnumerable<string> Complete(Command root, string line)
    {
        var rest = line.AsSpan().TrimStart().IndexOf(' ') is >= 0 and var blank ? line.TrimStart()[(blank + 1)..] : "";
        var begun = rest[(rest.LastIndexOf(' ') + 1)..];

        // The library offers what holds the word anywhere, and options for everybody's taste; shells know what begins with it.
        return root.Parse(rest).GetCompletions(rest.Length).Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(begun, StringComparison.Ordinal) && (begun.StartsWith('-') ? word.StartsWith("--", StringComparison.Ordinal) : char.IsLetter(word[0])))
            .Distinct().Order(StringComparer.Ordinal);
    }
}
