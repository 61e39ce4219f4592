using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Rendering;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>validate</c>: whether the cache holds what was written, and all of it.</summary>
internal sealed class ValidateCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();
    private readonly Option<bool> _deep = new("--deep") { Description = "Render every image again, and compare the pixels." };

    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Then delete what is damaged, and make the manifest anew from what is intact.",
    };

    public ValidateCommand()
        : base("validate", "Check every file, row and glyph of the cache.")
    {
        Option[] options = [_cacheDirectory, _projectDirectory, _deep, _repair];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache validate --cache-dir data/synthetic --deep";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory, project));
        folder.CheckExists();
        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        using var renderer = new LineRenderer(watchdog);
        var report = watchdog.Run(() => CacheValidator.Run(folder, project, renderer, GlyphRasterizer.Version, result.GetValue(_deep), cancellationToken));
        foreach (var diagnostic in report.Diagnostics)
        {
            output.Write(diagnostic);
        }

        var repaired = "";
        if (result.GetValue(_repair) && !report.IsSound)
        {
            repaired = string.Create(
                CultureInfo.InvariantCulture, $"; repaired: {CacheRepair.Run(folder).TotalImages:N0} images are left, 'khmercache pregenerate' renders the others again");
        }

        output.WriteResult(
            new JsonObject
            {
                ["checked"] = report.Checked,
                ["missing"] = report.Missing,
                ["corrupt"] = report.Corrupt,
                ["stale"] = report.Stale,
                ["orphaned"] = report.Orphaned,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Checked:N0} images checked: {report.Missing:N0} missing, {report.Corrupt:N0} corrupt, {report.Stale:N0} stale; {report.Orphaned:N0} orphaned files{repaired}"));
        return report.IsSound ? ExitCode.Good : ExitCode.Found;
    }
}
