using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Exports;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>export</c>: the cache in a form that other programs read.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private const string Info = "info";
    private const string Files = "files";
    private const int SamplesPerShard = 10_000;

    private static readonly string[] Formats = [Info, Files, "png", "lmdb", "webdataset", "parquet"];

    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();

    private readonly Option<string> _format = new("--format")
    {
        Description = "info: one JSON file about the cache. files: the tree of the Python system, PNG and JSON files. png: PNG files and a list of labels. "
            + "lmdb: as deep-text-recognition-benchmark, PARSeq and PaddleOCR read it. webdataset: tar shards. parquet: as Hugging Face's datasets.",
        HelpName = string.Join('|', Formats),
        DefaultValueFactory = _ => Info,
    };

    private readonly Option<string> _output = new("--output") { Description = "The file (info) or the folder to write.", HelpName = "PATH", Required = true };

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "A split and its corpus files, once for each split: train=GLOB. Without any, all images of the cache are one split, 'all', since a cache does not tell splits apart.",
        HelpName = "SPLIT=GLOB",
    };

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "The font files of the corpora. Without any, a line comes in those fonts that the cache has it in.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _imageHeight = CommandOptions.WholeNumber<int>(
        "--image-height", $"The height of the images of the corpora; 0 for {CommandOptions.UsualImageHeight} where --fonts are named, and for each that the cache has where they are not.");

    private readonly Option<string> _fontsPerLine = CommandOptions.FontsPerLine();
    private readonly Option<long> _seed = CommandOptions.Seed();
    private readonly Option<int> _maxLines = CommandOptions.WholeNumber<int>("--max-lines", "The most lines of each split, as they were pregenerated; 0 for all.");
    private readonly Option<bool> _normalize = CommandOptions.Normalize();

    private readonly Option<string[]> _splits = new("--splits")
    {
        Description = "Only these splits.",
        HelpName = "SPLIT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _shardSize = CommandOptions.WholeNumber("--shard-size", "The most images of a tar shard or a Parquet file.", SamplesPerShard);

    public ExportCommand()
        : base("export", "Write the cache in a form that other programs read.")
    {
        _format.AcceptOnlyFromAmong(Formats);
        Option[] options = [_cacheDirectory, _projectDirectory, _format, _output, _corpora, _fonts, _imageHeight, _fontsPerLine, _seed, _maxLines, _normalize, _splits, _shardSize];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache export --project MyTraining.csproj --format lmdb --output exported";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory, project));
        folder.CheckExists();
        using var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
        var path = Path.GetFullPath(result.GetValue(_output)!);
        if (path == folder.Directory || path == folder.ManifestPath || path.StartsWith(folder.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "--output: this is the cache itself, and exporting would overwrite it. Name another path.", path);
        }

        var format = result.GetValue(_format)!;
        var fields = new JsonObject { ["format"] = format, ["output"] = path };
        if (format == Info)
        {
            InfoExport.Run(reader, path);
            var images = CacheInventory.Measure(reader).TotalImages;
            fields["images"] = images;
            output.WriteResult(fields, string.Create(CultureInfo.InvariantCulture, $"{path}: {images:N0} images"));
            return ExitCode.Good;
        }

        var hasCorpora = result.GetValue(_corpora) is { Length: > 0 };
        var asked = hasCorpora ? ReadSplits(result, reader, project) : [ExportSource.All(reader)];
        var splits = format == Files && hasCorpora ? [ExportSource.Merge(asked)] : asked;

        var (total, shardSize) = (splits.Sum(split => (long)split.Images.Count), CommandOptions.AtLeast(result, _shardSize, 1));
        ProgressDisplay.Run(output, "Exporting", progress =>
        {
            Export(format, path, splits, shardSize, recipe => reader.Manifest?.RasterizerOf(recipe), new ExportProgress(progress, total, cancellationToken));
            return total;
        });
        fields["images"] = total;
        fields["splits"] = new JsonObject(splits.Select(split => KeyValuePair.Create(split.Name, (JsonNode?)split.Images.Count)));
        if (hasCorpora)
        {
            fields["missing"] = asked.Sum(split => split.Missing.Count);
        }

        var counts = splits.Count > 1 ? $" ({string.Join(", ", splits.Select(split => string.Create(CultureInfo.InvariantCulture, $"{split.Name} {split.Images.Count:N0}")))})" : "";
        output.WriteResult(fields, string.Create(CultureInfo.InvariantCulture, $"{path}: {total:N0} images{counts}"));
        return MissingImages.Tell(asked, output.Write) ? ExitCode.Found : ExitCode.Good;
    }

    private IReadOnlyList<ExportSplit> ReadSplits(ParseResult result, CacheReader reader, string project)
    {
        var fonts = FontArguments.Read(result.GetValue(_fonts) ?? [], project, Name);
        var height = CommandOptions.AtLeast(result, _imageHeight, 0);
        return ExportSource.Of(
            reader,
            SplitArguments.Read(
                result.GetValue(_corpora)!, result.GetValue(_splits) ?? [], CommandOptions.FontsPerLineOf(result, _fontsPerLine), result.GetValue(_seed), CommandOptions.AtLeast(result, _maxLines, 0), result.GetValue(_normalize), project),
            fonts,
            height == 0 && fonts.Count > 0 ? CommandOptions.UsualImageHeight : height);
    }

    private static void Export(
        string format, string path, IReadOnlyList<ExportSplit> splits, int shardSize, Func<Recipe, string?> rasterizerOf, ExportProgress progress)
    {
        switch (format)
        {
            case Files:
                FilesExport.Run(path, splits[0], progress);
                break;
            case "png":
                PngExport.Run(Open(format), splits, progress);
                break;
            case "lmdb":
                LmdbExport.Run(Open(format), splits, progress);
                break;
            case "webdataset":
                WebDatasetExport.Run(Open($"{format}, {shardSize} images a shard"), splits, shardSize, progress);
                break;
            default:
                ParquetExport.Run(Open($"{format}, {shardSize} images a file"), splits, shardSize, progress);
                break;
        }

        ExportFolder Open(string what) => ExportFolder.Open(path, what, splits, rasterizerOf);
    }
}
