using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace KhmerCache.Tool.Projects;

/// <summary>
/// What MSBuild makes of a project: the properties and items that the package <c>KhmerCache.Build</c> reads, with all conditions, imports and patterns worked out.
/// Nothing is built for it.
/// </summary>
/// <param name="Properties">The properties by name; those that are not set are empty.</param>
/// <param name="Corpora">The <c>KhmerCorpus</c> items: split and full path.</param>
/// <param name="Fonts">The full paths of the <c>KhmerFont</c> items.</param>
internal sealed record ProjectEvaluation(
    IReadOnlyDictionary<string, string> Properties, IReadOnlyList<(string Split, string Path)> Corpora, IReadOnlyList<string> Fonts)
{
    private const string Corpus = "KhmerCorpus";
    private const string Font = "KhmerFont";

    /// <summary>Evaluates a project with <c>dotnet msbuild -getItem -getProperty</c>.</summary>
    /// <param name="file">The project file.</param>
    /// <param name="properties">Which properties.</param>
    /// <exception cref="KhmerCacheException">There is no SDK, or MSBuild can't read the project; the message has its first error.</exception>
    public static ProjectEvaluation Of(string file, IEnumerable<string> properties)
    {
        var (exitCode, output, errors) = Run(file, ["msbuild", file, "-nologo", $"-getItem:{Corpus},{Font}", $"-getProperty:{string.Join(',', properties)}"]);
        if (exitCode != 0)
        {
            var first = (output + '\n' + errors).Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"--project: MSBuild can't read the project. {first?.Trim() ?? $"It ended with status {exitCode}."}", file);
        }

        using var document = JsonDocument.Parse(output);
        var items = document.RootElement.GetProperty("Items");
        return new ProjectEvaluation(
            document.RootElement.GetProperty(nameof(Properties)).EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!.Trim(), StringComparer.OrdinalIgnoreCase),
            [.. items.GetProperty(Corpus).EnumerateArray().Select(item => (item.TryGetProperty("Split", out var split) ? split.GetString()!.Trim() : "", PathOf(item)))],
            [.. items.GetProperty(Font).EnumerateArray().Select(PathOf)]);
    }

    private static string PathOf(JsonElement item) => item.GetProperty("FullPath").GetString()!;

    private static (int ExitCode, string Output, string Errors) Run(string file, string[] arguments)
    {
        // The SDK names its host for whatever it starts; elsewhere the program is in PATH.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path && File.Exists(path) ? path : "dotnet";
        var start = new ProcessStartInfo(host, arguments)
        {
            // Where a global.json beside the project is heeded.
            WorkingDirectory = Path.GetDirectoryName(file)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"--project needs the .NET SDK, and '{host}' can't be started: {exception.Message} Add its folder to PATH.", file, innerException: exception);
        }
    }
}
