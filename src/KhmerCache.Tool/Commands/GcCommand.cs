using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Remote.Cleaning;
using KhmerCache.Storage;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Remotes;

namespace KhmerCache.Tool.Commands;

/// <summary><c>gc</c>: drops what no plan asks for, and what was not asked for longest; of a remote cache, what no snapshot names.</summary>
internal sealed class GcCommand : ToolCommand
{
    /// <summary>So many digits name one recipe among any that there will be.</summary>
    private const int ShortestRecipe = 8;

    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    private readonly Option<string?> _maxSize = new("--max-size")
    {
        Description = "The size to bring the cache down to, such as 500MB, 2GB or 1.5GiB. Without it, only what no project's last pregeneration asked for is dropped.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _remote = CommandOptions.Remote("Clean this remote cache, and no folder.");

    private readonly Option<string?> _maxAge = new("--max-age")
    {
        Description = "With --remote: drop snapshots that were last pushed longer ago, such as 30d or 12h. Without it, none is dropped for its age.",
        HelpName = "AGE",
    };

    private readonly Option<string[]> _recipes = new("--recipe")
    {
        Description = "With --remote: drop snapshots that have images of this recipe, by its SHA-256 or the beginning of it.",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _grace = new("--grace")
    {
        Description = "With --remote: keep what no snapshot names for so long, since it may be on its way; 24h without it.",
        HelpName = "AGE",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell what would be dropped." };

    public GcCommand()
        : base("gc", "Drop what no project asks for any more, then the least recently used.")
    {
        Option[] options = [_cacheDirectory, _maxSize, _remote, _maxAge, _recipes, _grace, _dryRun];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache gc --cache-dir data/synthetic --max-size 2GB --dry-run";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        if (result.GetValue(_remote) is not null)
        {
            return CleanRemote(result, output, cancellationToken);
        }

        Option[] others = [_maxAge, _recipes, _grace];
        if (Array.Find(others, option => result.GetResult(option) is not null) is { } lost)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{lost.Name} is of remote caches. Name one with --remote URL, or leave it out.");
        }

        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        folder.CheckExists();
        var maxBytes = result.GetValue(_maxSize) is { } size ? ByteSize.Parse(_maxSize.Name, size) : (long?)null;
        var isDryRun = result.GetValue(_dryRun);
        var report = isDryRun ? CacheCleaner.Look(folder, maxBytes) : CacheCleaner.Run(folder, maxBytes, cancellationToken);
        var isTooLarge = report.BytesAfter > maxBytes && report.Kept == report.PutInByHand;
        if (isTooLarge)
        {
            output.Write(new Diagnostic(
                DiagnosticSeverity.Warning,
                DiagnosticCodes.Configuration,
                $"The cache can't be made as small as {ByteSize.Format(maxBytes!.Value)}: pictures that were put in by hand stay, since nothing can make them again; there are {report.PutInByHand}. 'khmercache clear' deletes all.",
                folder.Directory));
        }

        output.WriteResult(
            new JsonObject
            {
                ["dry_run"] = isDryRun,
                ["size_bytes_before"] = report.BytesBefore,
                ["size_bytes_after"] = report.BytesAfter,
                ["dropped_unreferenced"] = report.Unreferenced,
                ["dropped_least_recently_used"] = report.LeastRecentlyUsed,
                ["kept"] = report.Kept,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(isDryRun ? "would drop" : "dropped")} {report.Unreferenced:N0} images that no project asks for, and {report.LeastRecentlyUsed:N0} that were used longest ago; {report.Kept:N0} {(isDryRun ? "would stay" : "stay")}: {ByteSize.Format(report.BytesBefore)} before, {(isDryRun ? "about " : "")}{ByteSize.Format(report.BytesAfter)} after"));
        return isTooLarge ? ExitCode.Found : ExitCode.Good;
    }

    // On its own, so that a cleaning of a folder needs nothing of what is for remote caches.
    private int CleanRemote(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var remote = RemoteArgument.Of(result, _remote)!;
        var recipes = result.GetValue(_recipes) ?? [];
        if (Array.Find(recipes, recipe => recipe.Length < ShortestRecipe || !recipe.All(char.IsAsciiHexDigit)) is { } wrong)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--recipe: '{wrong}' is not the SHA-256 of a recipe, nor its first {ShortestRecipe} digits or more. cache_index.json names it as \"recipe\".");
        }

        return result.GetValue(_maxSize) is null
            ? RemoteGc.Run(
                output,
                remote,
                new RemoteCleaningOptions
                {
                    MaxAge = result.GetValue(_maxAge) is { } age ? Age.Parse(_maxAge.Name, age) : null,
                    Recipes = recipes,
                    Grace = result.GetValue(_grace) is { } grace ? Age.Parse(_grace.Name, grace) : RemoteCleaningOptions.DefaultGrace,
                    IsDryRun = result.GetValue(_dryRun),
                },
                cancellationToken)
            : throw new KhmerCacheException(DiagnosticCodes.Configuration, "--max-size is of cache folders. A remote cache is cleaned by --max-age and --recipe.");
    }
}
