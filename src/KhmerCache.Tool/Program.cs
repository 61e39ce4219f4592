using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Tool.Commands;
using KhmerCache.Tool.Output;

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
        ["compact"] = () => new CompactCommand(),
        ["pack"] = () => new PackCommand(),
        ["restore"] = () => new RestoreCommand(),
        ["gc"] = () => new GcCommand(),
        ["shape"] = () => new ShapeCommand(),
        ["bench"] = () => new BenchCommand(),
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
        // Not a RootCommand, which would be called by the name of its assembly.
        var root = new Command("khmercache", "Makes, inspects and exports a cache of synthetic text-line images for OCR training.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        var verbs = args is [var verb, ..] && Verbs.TryGetValue(verb, out var asked) ? [asked] : Verbs.Values.ToArray();
        Array.ForEach(verbs, make => root.Subcommands.Add(make()));
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            // From the tokens: the build task's arguments come in a response file.
            var words = result.Tokens.Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
            var mode = words.Contains("--events") ? OutputMode.Events : words.Contains("--json") ? OutputMode.Json : OutputMode.Text;
            var output = new CommandOutput(mode, configuration.Output, configuration.Error);
            foreach (var error in result.Errors)
            {
                output.Write(new Diagnostic(
                    DiagnosticSeverity.Error, DiagnosticCodes.Configuration, $"{error.Message} '{HelpOf(result)}' tells what there is."));
            }

            return ExitCode.WrongUsage;
        }

        return result.Invoke(configuration);
    }

    private static string HelpOf(ParseResult result) =>
        result.CommandResult.Command is ToolCommand command ? $"khmercache {command.Name} --help" : "khmercache --help";
}
