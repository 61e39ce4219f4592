using System.CommandLine;
using System.Globalization;
using KhmerCache.Rendering.Linting;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Projects;

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

    /// <summary>The cache folder as a full path.</summary>
    /// <exception cref="KhmerCacheException">It is empty.</exception>
    public static string FolderOf(ParseResult result, Option<string> option, string relativeTo)
    {
        var value = result.GetValue(option);
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option.Name} is empty. Name the cache folder, such as data/synthetic.");
        }

        return Path.GetFullPath(value, relativeTo);
    }

    /// <summary>As <see cref="FolderOf(ParseResult, Option{string}, string)"/>, relative to where the command runs.</summary>
    public static string FolderOf(ParseResult result, Option<string> option) => FolderOf(result, option, Environment.CurrentDirectory);

    /// <summary>An option that names a file.</summary>
    public static Option<string?> OneFile(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    /// <summary>The file of such an option as a full path; null where it is not given.</summary>
    /// <exception cref="KhmerCacheException">It is empty, or names a folder.</exception>
    public static string? FileOf(ParseResult result, Option<string?> option, string relativeTo)
    {
        if (result.GetValue(option) is not { } value)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option.Name} is empty. Name a file.");
        }

        var path = Path.GetFullPath(value, relativeTo);
        return Directory.Exists(path) || Path.EndsInDirectorySeparator(path)
            ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option.Name}: '{value}' is a folder. Name a file.", path)
            : path;
    }

    /// <summary>An option that takes a whole number.</summary>
    public static Option<T> WholeNumber<T>(string name, string description, T value = default)
        where T : struct, System.Numerics.IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => value,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                {
                    return number;
                }

                argument.AddError($"{name}: '{text}' is not a whole number.");
                return value;
            },
        };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on standard output, and nothing else there." };

    public static Option<int> MaxLineLength() => WholeNumber(
        "--max-line-length", "The longest line that is not reported as overlong, in UTF-16 code units.", LintOptions.LongestLine);

    public static Option<bool> Normalize() => new("--normalize")
    {
        Description = "Put Khmer clusters in the canonical encoding order, for pictures and labels alike.",
    };

    public static Option<string[]> NoWarn() => Codes("--no-warn", "Codes not to report, such as KHC1017.");

    /// <summary>An option that takes codes of diagnostics.</summary>
    public static Option<string[]> Codes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "CODE",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The codes of such an option; several may be parted by <c>;</c> or <c>,</c>.</summary>
    public static IReadOnlySet<string> CodesOf(ParseResult result, Option<string[]> option) =>
        (result.GetValue(option) ?? []).SelectMany(codes => codes.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of <see cref="MaxLineLength"/>.</summary>
    /// <exception cref="KhmerCacheException">It is not from 1 up to what can be shown.</exception>
    public static int LineLengthOf(ParseResult result, Option<int> option) => result.GetValue(option) is var value and >= 1 and <= LintOptions.LongestLine
        ? value
        : throw new KhmerCacheException(
            DiagnosticCodes.Configuration,
            string.Create(CultureInfo.InvariantCulture, $"{option.Name}: '{result.GetValue(option)}' is not a number from 1 to {LintOptions.LongestLine}."));

    /// <summary>How the build task listens.</summary>
    public static Option<bool> Events() => new("--events") { Description = "Print JSON lines as the build task reads them.", Hidden = true };

    public static Option<int> Parent() => new("--parent") { Description = "The process that the work is for: it ends with that.", HelpName = "PID", Hidden = true };

    public static Option<string> ProjectDirectory() => new("--project-directory")
    {
        Description = "The folder that font paths in cache keys are relative to, and that relative paths start from.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Environment.CurrentDirectory,
    };

    /// <summary>Worked out before the command line is parsed (<see cref="ProjectArguments"/>).</summary>
    public static Option<string> Project() => new(ProjectArguments.Option)
    {
        Description = "Take corpora, fonts, the cache folder and settings from this project; what is given besides goes before them.",
        HelpName = "CSPROJ",
    };

    /// <summary>An option that names a remote cache.</summary>
    public static Option<string?> Remote(string description) => new("--remote") { Description = description, HelpName = "URL" };

    /// <summary>How many objects are moved at a time.</summary>
    public static Option<int> TransferJobs() => WholeNumber("--jobs", "How many objects are moved at a time.", 8);

    /// <summary>The value of <see cref="TransferJobs"/>.</summary>
    /// <exception cref="KhmerCacheException">It is less than 1, or more than any store likes.</exception>
    public static int TransferJobsOf(ParseResult result, Option<int> option) => result.GetValue(option) is var jobs and >= 1 and <= 256
        ? jobs
        : throw new KhmerCacheException(
            DiagnosticCodes.Configuration, string.Create(CultureInfo.InvariantCulture, $"{option.Name}: '{result.GetValue(option)}' is not a number from 1 to 256."));

    public static OutputMode ModeOf(ParseResult result, Option<bool> json, Option<bool> events) =>
        result.GetValue(events) ? OutputMode.Events : result.GetValue(json) ? OutputMode.Json : OutputMode.Text;
}
