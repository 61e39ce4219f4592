using System.CommandLine;
using System.Globalization;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Sharding;
using KhmerCache.Rendering.Text;
using KhmerCache.Tool.History;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Remotes;

namespace KhmerCache.Tool.Commands;

/// <summary><c>pregenerate</c>: renders what is missing.</summary>
internal sealed class PregenerateCommand : ToolCommand
{
    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "A split and its corpus files, once for each split: train=GLOB. Several patterns are separated by ';'.",
        HelpName = "SPLIT=GLOB",
        Required = true,
    };

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "Font files.",
        HelpName = "GLOB",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();

    private readonly Option<int> _imageHeight = CommandOptions.WholeNumber(
        "--image-height", $"The height of the images in pixels, from {LineStyle.MinImageHeight} to {LineStyle.MaxImageHeight}.", 32);

    private readonly Option<int> _maxLines = CommandOptions.WholeNumber<int>("--max-lines", "The most lines of each split; 0 for all.");

    private readonly Option<string[]> _splits = new("--splits")
    {
        Description = "Only these splits.",
        HelpName = "SPLIT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _fontsPerLine = new("--fonts-per-line")
    {
        Description = "How many fonts show each line of a training split; val and test always use one.",
        HelpName = "all|N",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<long> _seed = CommandOptions.WholeNumber<long>("--seed", "What the choice among more fonts than that follows from.");
    private readonly Option<int> _jobs = CommandOptions.WholeNumber<int>("--jobs", "Threads; 0 for one each processor. The result does not depend on it.");

    private readonly Option<string> _shard = new("--shard")
    {
        Description = "Only part I of N; 'auto' takes it from Slurm, Kubernetes or CI. 'khmercache merge' makes one cache of all parts.",
        HelpName = "I/N|auto",
        DefaultValueFactory = _ => "1/1",
    };

    private readonly Option<string> _onUnrenderable = new("--on-unrenderable")
    {
        Description = "What to do about lines that a font can't show truthfully.",
        HelpName = "warn|error|skip",
        DefaultValueFactory = _ => "warn",
    };

    private readonly Option<bool> _normalize = CommandOptions.Normalize();

    private readonly Option<string> _lint = new("--lint")
    {
        Description = "When to lint the corpora; 'auto' is when something new is rendered.",
        HelpName = "auto|always|never",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int> _maxLineLength = CommandOptions.MaxLineLength();
    private readonly Option<string[]> _noWarn = CommandOptions.NoWarn();

    private readonly Option<string[]> _warnAsError = CommandOptions.Codes("--warn-as-error", "Codes of warnings that fail the run, such as KHC1004; 'all' for those of corpora, fonts and settings.");
    private readonly Option<string[]> _warnNotAsError = CommandOptions.Codes("--warn-not-as-error", "Codes that stay warnings where all fail the run.");

    private readonly Option<string?> _contents = CommandOptions.OneFile(
        "--contents", "Where to write the names of the fonts and the characters of all labels, for the source generator.");

    private readonly Option<string?> _lock = CommandOptions.OneFile(
        "--lock", "The lock of the project, such as khmercache.lock.json: the digests of corpora, fonts, settings and images. Written where it differs, unless --shard takes a part.");

    private readonly Option<bool> _locked = new("--locked")
    {
        Description = "Fail where anything differs from --lock, and leave that as it is. With --shard, images are not compared.",
    };

    private readonly Option<string?> _restoreFrom = CommandOptions.OneFile(
        "--restore-from", "A packed cache, as --pack or 'khmercache pack' writes it, to take in first; only what it lacks is rendered.");

    private readonly Option<string?> _pack = CommandOptions.OneFile(
        "--pack", "Where to write the images of this project, and no others that the cache holds, as one file, a tar; the same images are the same bytes.");

    private readonly Option<string?> _remote = CommandOptions.Remote(
        "A remote cache to pull from before anything is rendered: s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.");

    private readonly Option<bool> _push = new("--push") { Description = "Give --remote what it lacks, when the cache is complete." };
    private readonly Option<bool> _remoteRequired = new("--remote-required") { Description = "Fail where --remote can't be used; without it, all is rendered here then." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell what would be rendered, and about how large it would be." };

    public PregenerateCommand()
        : base("pregenerate", "Render the images that the cache lacks.")
    {
        _onUnrenderable.AcceptOnlyFromAmong("warn", "error", "skip");
        _lint.AcceptOnlyFromAmong("auto", "always", "never");
        Option[] options =
        [
            _corpora, _fonts, _cacheDirectory, _projectDirectory, _imageHeight, _maxLines, _splits, _fontsPerLine, _seed, _jobs, _shard, _onUnrenderable,
            _normalize, _lint, _maxLineLength, _noWarn, _warnAsError, _warnNotAsError, _contents, _lock, _locked, _restoreFrom, _pack, _remote, _push, _remoteRequired, _dryRun,
        ];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache pregenerate --corpus train=corpus/train*.txt --corpus val=corpus/val.txt --fonts fonts/*.ttf";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var told = new HashSet<Diagnostic>();
        var options = ReadOptions(result, output) with
        {
            Log = diagnostic =>
            {
                told.Add(diagnostic);
                output.Write(diagnostic);
            },
            OnWork = output.WriteWork,
        };
        var files = ReadFiles(result, options.Shard);
        if (result.GetValue(_remote) is not null)
        {
            files = files with { Shared = OpenRemote(result, output) };
        }
        else if (result.GetValue(_push) || result.GetValue(_remoteRequired))
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"{(result.GetValue(_push) ? "--push (KhmerCachePush)" : "--remote-required (KhmerCacheRemoteRequired)")} needs --remote URL (KhmerCacheRemote). Name the remote cache, or leave it out.");
        }


        var name = NameOf(options.CacheDirectory, result.GetValue(_projectDirectory)!);
        if (result.GetValue(_dryRun))
        {
            PregenerationOutput.Write(output, Pregenerator.Foresee(options), name);
            return ExitCode.Good;
        }

        var done = ProgressDisplay.Run(output, "Rendering", progress => ProjectPregeneration.Run(options, files, progress, cancellationToken));
        foreach (var diagnostic in done.Diagnostics.Where(diagnostic => !told.Contains(diagnostic)))
        {
            output.Write(diagnostic);
        }

        if (done.Pregeneration is { } report)
        {
            RunLog.Add(options.CacheDirectory, report);
            PregenerationOutput.Write(output, done, report, name);
        }

        return done.HasErrors ? ExitCode.Failed : ExitCode.Good;
    }

    // On its own, so that what is for remote caches is loaded only where there is one.
    private SharedRemote OpenRemote(ParseResult result, CommandOutput output) => new(
        RemoteArgument.Of(result, _remote)!,
        result.GetValue(_push),
        result.GetValue(_remoteRequired),
        TransferDisplay.Within(output, "pulling"),
        TransferDisplay.Within(output, "pushing"));

    // As the project file names it, where it lies in the project.
    private static string NameOf(string directory, string project) =>
        Path.GetRelativePath(project, directory) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? directory : relative;

    private PregenerationOptions ReadOptions(ParseResult result, CommandOutput output)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        if (!Directory.Exists(project))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--project-directory: there is no folder '{project}'.");
        }

        var height = result.GetValue(_imageHeight);
        if (height is < LineStyle.MinImageHeight or > LineStyle.MaxImageHeight)
        {
            throw Wrong("--image-height", height.ToString(CultureInfo.InvariantCulture), $"a number from {LineStyle.MinImageHeight} to {LineStyle.MaxImageHeight}");
        }

        return new PregenerationOptions
        {
            CacheDirectory = CommandOptions.FolderOf(result, _cacheDirectory, project),
            Splits = SplitArguments.Read(result.GetValue(_corpora)!, result.GetValue(_splits) ?? [], ReadFontsPerLine(result), result.GetValue(_seed), AtLeastZero(result, _maxLines), result.GetValue(_normalize), project),
            Fonts = FontArguments.Read(result.GetValue(_fonts)!, project, Name),
            ImageHeight = height,
            Jobs = AtLeastZero(result, _jobs),
            Shard = ReadShard(result, output),
            OnUnrenderable = Enum.Parse<OnUnrenderable>(result.GetValue(_onUnrenderable)!, ignoreCase: true),
            Lint = result.GetValue(_lint) switch { "always" => LintMode.Always, "never" => LintMode.Never, _ => LintMode.WhenNew },
            MaxLineLength = CommandOptions.LineLengthOf(result, _maxLineLength),
            Silenced = CommandOptions.CodesOf(result, _noWarn),
        };
    }

    private Shard ReadShard(ParseResult result, CommandOutput output)
    {
        var value = result.GetValue(_shard)!;
        if (value == ShardFromEnvironment.Word)
        {
            var found = ShardFromEnvironment.Read(Environment.GetEnvironmentVariable);
            output.WriteNote($"--shard {ShardFromEnvironment.Word}: {found.Shard}, from {found.Source}");
            return found.Shard;
        }

        return Shard.TryParse(value, out var shard) ? shard : throw Wrong(_shard.Name, value, $"I/N with I from 1 to N, such as 3/8, or '{ShardFromEnvironment.Word}'");
    }

    private ProjectFiles ReadFiles(ParseResult result, Shard shard)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var files = new ProjectFiles
        {
            ProjectDirectory = project,
            Contents = CommandOptions.FileOf(result, _contents, project),
            Lock = CommandOptions.FileOf(result, _lock, project),
            IsLocked = result.GetValue(_locked),
            RestoreFrom = CommandOptions.FileOf(result, _restoreFrom, project),
            Pack = CommandOptions.FileOf(result, _pack, project),
            LeavesMarker = result.GetResult(_shard) is { Implicit: false },
            WarningsAsErrors = ReadWarningsAsErrors(result),
        };
        if (files.Pack is not null && shard != Shard.Whole)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"--pack: shard {shard.Index}/{shard.Count} is only a part of the images. Pregenerate all shards into one cache, then run once without --shard.");
        }

        return files.IsLocked && files.Lock is null
            ? throw new KhmerCacheException(DiagnosticCodes.Configuration, "--locked needs --lock FILE: name the lock that has to hold, such as khmercache.lock.json.")
            : files;
    }

    private WarningsAsErrors? ReadWarningsAsErrors(ParseResult result)
    {
        var codes = CommandOptions.CodesOf(result, _warnAsError);
        return codes.Count == 0 ? null : new WarningsAsErrors(codes.Contains("all"), codes, CommandOptions.CodesOf(result, _warnNotAsError));
    }

    private int ReadFontsPerLine(ParseResult result)
    {
        var value = result.GetValue(_fontsPerLine)!;
        return value == "all"
            ? 0
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count
                : throw Wrong("--fonts-per-line", value, "'all' or a number from 1");
    }

    private static int AtLeastZero(ParseResult result, Option<int> option) => result.GetValue(option) is var value and >= 0
        ? value
        : throw Wrong(option.Name, result.GetValue(option).ToString(CultureInfo.InvariantCulture), "0 or more");

    private static KhmerCacheException Wrong(string option, string value, string expected) =>
        new(DiagnosticCodes.Configuration, $"{option}: '{value}' is not {expected}.");
}
