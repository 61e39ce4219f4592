using System.CommandLine;
using System.Text;
using KhmerCache.Tool.Commands;

namespace KhmerCache.Tool;

/// <summary>The command line. The same program is the worker that the build task starts.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        // Khmer on any console, and JSON lines that do not depend on the machine's code page.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Run(args, new InvocationConfiguration());
    }

    /// <summary>Runs a command line; the configuration says where its words go.</summary>
    internal static int Run(string[] args, InvocationConfiguration configuration)
    {
        var root = new RootCommand("Makes, inspects and exports a cache of synthetic text-line images for OCR training.")
        {
            new PregenerateCommand(),
            new StatsCommand(),
            new ValidateCommand(),
            new ClearCommand(),
            new ExportCommand(),
            new CompactCommand(),
            new ShapeCommand(),
            new BenchCommand(),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                configuration.Error.WriteLine(error.Message);
            }

            configuration.Error.WriteLine($"'khmercache {string.Join(' ', CommandPath(result))}--help' tells what there is.");
            return ExitCode.WrongUsage;
        }

        return result.Invoke(configuration);
    }

    private static IEnumerable<string> CommandPath(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? [] : [result.CommandResult.Command.Name + " "];
}
