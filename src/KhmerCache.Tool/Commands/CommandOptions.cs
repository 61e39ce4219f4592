using System.CommandLine;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommandOptions
{
    public static Option<string> CacheDirectory() => new("--cache-dir")
    {
        Description = "The cache folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("data", "synthetic"),
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on standard output, and nothing else there." };

    /// <summary>How the build task listens.</summary>
    public static Option<bool> Events() => new("--events") { Description = "Print JSON lines as the build task reads them.", Hidden = true };

    public static Option<string> ProjectDirectory() => new("--project-directory")
    {
        Description = "The folder that font paths in cache keys are relative to, and that relative paths start from.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Environment.CurrentDirectory,
    };

    public static OutputMode ModeOf(ParseResult result, Option<bool> json, Option<bool> events) =>
        result.GetValue(events) ? OutputMode.Events : result.GetValue(json) ? OutputMode.Json : OutputMode.Text;
}
