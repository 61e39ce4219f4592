using System.CommandLine;
using KhmerCache.Tool.Completion;

namespace KhmerCache.Tool.Commands;

/// <summary><c>completion</c>: the script that makes a shell complete the command line.</summary>
internal sealed class CompletionCommand : Command, IHasExample
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "Which shell.", HelpName = "bash|zsh|fish|pwsh" };

    public CompletionCommand()
        : base("completion", "Print the script that makes a shell complete commands, options and values: eval \"$(khmercache completion bash)\".")
    {
        _shell.AcceptOnlyFromAmong([.. ShellScript.Shells]);
        Arguments.Add(_shell);
        SetAction(result =>
        {
            result.InvocationConfiguration.Output.Write(ShellScript.For(result.GetValue(_shell)!));
            return ExitCode.Good;
        });
    }

    /// <inheritdoc/>
    public string Example => "eval \"$(khmercache completion bash)\"";
}
