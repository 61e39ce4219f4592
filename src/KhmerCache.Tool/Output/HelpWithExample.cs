using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KhmerCache.Tool.Commands;

namespace KhmerCache.Tool.Output;

/// <summary>The library's help, and below it a command line as somebody would type it.</summary>
internal sealed class HelpWithExample(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    /// <summary>The option <c>--help</c>.</summary>
    public static HelpOption Option()
    {
        var option = new HelpOption();
        option.Action = new HelpWithExample((SynchronousCommandLineAction)option.Action!);
        return option;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is IHasExample command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {command.Example}\n");
        }

        return exitCode;
    }
}
