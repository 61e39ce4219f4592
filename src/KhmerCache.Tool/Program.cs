using System.CommandLine;
using System.Text;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Tool.Commands;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Projects;

namespace KhmerCache.Tool;

/// <summary>The command line. The same program is the worker that the build task starts.</summary>
internal static class Program
{
    /// <summary>Only the one that is asked for is made: each has some ten options, and a build waits for them.</summary>
    private static readonly Dictionary<string, Func<Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["pregenerate"] = () => new PregenerateCommand(),
        ["lint"] = () => new LintCommand(),
        ["stats"] = () => new StatsCommand(),
        ["validate"] = () => new ValidateCommand(),
        ["clear"] = () => new ClearCommand(),
        ["export"] = () => new ExportCommand(),
        ["import"] = () => new ImportCommand(),
        ["merge"] = () => new MergeCommand(),
        ["compact"] = () => new CompactCommand(),
        ["pack"] = () => new PackCommand(),
        ["restore"] = () => new RestoreCommand(),
        ["push"] = () => new PushCommand(),
        ["pull"] = () => new PullCommand(),
        ["gc"] = () => new GcCommand(),
        ["shape"] = () => new ShapeCommand(),
        ["bench"] = () => new BenchCommand(),
        ["report"] = () => new ReportCommand(),
        ["completion"] = () => new CompletionCommand(),
        ["complete"] = () => new CompleteCommand(Root),
    };

    public static int Main(string[] args)
    {
        if (args is ["pregenerate", ..])
        {
            WarmUp.Start();
        }

        // Khmer on any console, and JSON lines that do not depend on the machine's code page.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Run(args, new InvocationConfiguration());
    }

    /// <summary>Runs a command line; the configuration says where its words go.</summary>
    internal static int Run(string[] args, InvocationConfiguration configuration)
    {
        Command root;
        try
        {
            var asked = args is [var verb, ..] ? Verbs.GetValueOrDefault(verb) : null;
            root = Root(asked is null ? Verbs.Values : [asked]);
            if (asked is not null)
            {
                args = ProjectArguments.Expand(args, root.Subcommands[0]);
            }
        }
        catch (KhmerCacheException exception)
        {
            OutputOf(args, configuration).Write(exception.Diagnostic);
            return ExitCode.Of(exception.Diagnostic);
        }

        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            // From the tokens: the build task's arguments come in a response file.
            var output = OutputOf(result.Tokens.Select(token => token.Value), configuration);
            foreach (var error in result.Errors)
            {
                output.Write(new Diagnostic(
                    DiagnosticSeverity.Error, DiagnosticCodes.Configuration, $"{error.Message} '{HelpOf(result)}' tells what there is."));
            }

            return ExitCode.WrongUsage;
        }

        return result.Invoke(configuration);
    }

    /// <summary>The program with all its commands.</summary>
    internal static Command Root() => Root(Verbs.Values);

    private static Command Root(IEnumerable<Func<Command>> verbs)
    {
        // Not a RootCommand, which would be called by the name of its assembly.
        var root = new Command("khmercache", "Makes, inspects and exports a cache of synthetic text-line images for OCR training.")
        {
            HelpWithExample.Option(),
            new VersionOption(),
        };
        foreach (var make in verbs)
        {
            root.Subcommands.Add(make());
        }

        return root;
    }

    private static CommandOutput OutputOf(IEnumerable<string> tokens, InvocationConfiguration configuration)
    {
        var words = tokens.ToHashSet(StringComparer.Ordinal);
        var mode = words.Contains("--events") ? OutputMode.Events : words.Contains("--json") ? OutputMode.Json : OutputMode.Text;
        return new CommandOutput(mode, configuration.Output, configuration.Error);
    }

    private static string HelpOf(ParseResult result) =>
        result.CommandResult.Command is ToolCommand command ? $"khmercache {command.Name} --help" : "khmercache --help";
}
