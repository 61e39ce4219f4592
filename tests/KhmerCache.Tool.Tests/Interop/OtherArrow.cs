using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>The other reader: <c>tests/interop/read_segments.mjs</c>, which knows docs/format.md and npm's apache-arrow and nothing of ours.</summary>
internal static class OtherArrow
{
    private static readonly string Folder = Repository.PathOf("tests/interop");

    /// <summary>Why it can't run here; null where it can.</summary>
    public static string? Missing { get; } = Directory.Exists(Path.Combine(Folder, "node_modules"))
        ? Run("--version").Error
        : "npm's apache-arrow is not on this machine: npm ci in tests/interop.";

    /// <summary>What it finds in a cache: an object a line.</summary>
    public static JsonObject[] Read(string cache)
    {
        var (output, error) = Run(Path.Combine(Folder, "read_segments.mjs"), cache);
        Assert.True(error is null, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private static (string Output, string? Error) Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output, process.ExitCode == 0 ? null : $"node ended with {process.ExitCode}: {error.Result}");
        }
        catch (Win32Exception)
        {
            return ("", "Node.js is not on this machine: apt-get install nodejs npm, and npm ci in tests/interop.");
        }
    }
}
