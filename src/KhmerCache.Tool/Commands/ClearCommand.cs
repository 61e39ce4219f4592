using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>clear</c>: deletes the cache's files, and nothing else in the folder.</summary>
internal sealed class ClearCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    public ClearCommand()
        : base("clear", "Delete the cache.")
    {
        Options.Add(_cacheDirectory);
        Options.Add(_yes);
    }

    public override string Example => "khmercache clear --cache-dir data/synthetic --yes";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var directory = CommandOptions.FolderOf(result, _cacheDirectory);
        using var cache = ImageCache.Open(directory, new() { CreateIfMissing = new CacheFolder(directory).HasRemains, IsToBeCleared = true });
        var stats = cache.GetStats();
        var what = Describe(stats, cache.Directory);
        if (!result.GetValue(_yes) && !Confirm(output, what))
        {
            Console.Error.WriteLine("Nothing was deleted.");
            return ExitCode.Cancelled;
        }

        cache.Clear();
        if (cache.GetStats() is { TotalImages: > 0 } left)
        {
            output.Write(new Diagnostic(
                DiagnosticSeverity.Warning,
                DiagnosticCodes.Orphaned,
                "Links in the cache folder are not followed: what lies behind them, and the links, were left. Delete them by hand.",
                cache.Directory));
            stats = stats with { TotalImages = Math.Max(0, stats.TotalImages - left.TotalImages), TotalSizeBytes = Math.Max(0, stats.TotalSizeBytes - left.TotalSizeBytes) };
            what = Describe(stats, cache.Directory);
        }

        output.WriteResult(
            new JsonObject { ["cleared_images"] = stats.TotalImages, ["cleared_bytes"] = stats.TotalSizeBytes }, $"deleted {what}");
        return ExitCode.Good;
    }

    private static string Describe(CacheStats stats, string directory) =>
        string.Create(CultureInfo.InvariantCulture, $"{stats.TotalImages:N0} images ({stats.TotalSizeMB} MB) in {directory}");

    private static bool Confirm(CommandOutput output, string what)
    {
        if (!output.IsWatched || Console.IsInputRedirected)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"clear would delete {what}. Add --yes to do so; nobody is here to ask.");
        }

        Console.Error.Write($"Delete {what}? [y/N] ");
        return Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
