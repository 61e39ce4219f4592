using System.Globalization;
using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Renders what the corpora and fonts of a project ask for and the cache lacks.</summary>
[MSBuildMultiThreadableTask]
public class KhmerCachePregenerate : KhmerCacheTask
{
    /// <summary>What the worker can draw, in px.</summary>
    private const int LowestImage = 16;

    private const int HighestImage = 256;

    private int _cores;

    /// <summary>The corpus files. Their metadata <c>Split</c> says which split they belong to.</summary>
    public ITaskItem[] Corpora { get; set; } = [];

    /// <summary>The font files.</summary>
    public ITaskItem[] Fonts { get; set; } = [];

    /// <summary>The height of every image, in px.</summary>
    public string? ImageHeight { get; set; }

    /// <summary>The most lines of each split; all where blank or 0.</summary>
    public string? MaxLines { get; set; }

    /// <summary>The splits to pregenerate; all where empty. One value may have several, parted by <c>;</c> or <c>,</c>, as from the command line.</summary>
    public string[] Splits { get; set; } = [];

    /// <summary>How many fonts show each line for training: <c>all</c> or a number.</summary>
    public string? FontsPerLine { get; set; }

    /// <summary>The seed of every choice that is left to chance.</summary>
    public string? Seed { get; set; }

    /// <summary>How many threads work; one for each processor where blank or 0.</summary>
    public string? Jobs { get; set; }

    /// <summary>The part of the work to do, <c>I/N</c>, counted from 1; or <c>auto</c>, which takes it from what a job engine has set in the environment.</summary>
    public string? Shard { get; set; }

    /// <summary>What a line that can't be shown truthfully in a font is: <c>warn</c>, <c>error</c> or <c>skip</c>.</summary>
    public string? OnUnrenderable { get; set; }

    /// <summary>Whether the corpora are linted.</summary>
    public string? Lint { get; set; }

    /// <summary>The longest line that is not reported as overlong, in UTF-16 code units.</summary>
    public string? MaxLineLength { get; set; }

    /// <summary>Whether Khmer clusters are put in the canonical encoding order.</summary>
    public string? Normalize { get; set; }

    /// <summary>Where the worker writes what it found in fonts and corpora, for the source generator.</summary>
    public string? ContentsFile { get; set; }

    /// <summary>The lock file, where there is to be one.</summary>
    public string? LockFile { get; set; }

    /// <summary>Whether any difference from the lock file is an error.</summary>
    public string? LockedMode { get; set; }

    /// <summary>A packed cache to begin with.</summary>
    public string? RestoreFrom { get; set; }

    /// <summary>Where to pack the cache to when it is complete.</summary>
    public string? PackTo { get; set; }

    /// <summary>A remote cache to pull from before anything is rendered.</summary>
    public string? Remote { get; set; }

    /// <summary>Whether the remote cache is given what it lacks.</summary>
    public string? Push { get; set; }

    /// <summary>Whether a remote cache that can't be used fails the build.</summary>
    public string? RemoteRequired { get; set; }

    /// <summary>The codes of warnings that are errors. MSBuild makes them such; the worker must know, since a build that fails writes no lock.</summary>
    public string[] WarningsAsErrors { get; set; } = [];

    /// <summary>The file that says that the work is done; written when it is.</summary>
    public string? StampFile { get; set; }

    /// <summary>The list of inputs that the stamp is for.</summary>
    public string InputsFile { get; set; } = "";

    /// <summary>Where the warnings of the work are kept, for builds that need not do it again.</summary>
    public string WarningsFile { get; set; } = "";

    /// <summary>What the stamp tells of: the files that the work writes and later builds rely on.</summary>
    public string[] Products { get; set; } = [];

    /// <summary>How many images the project asks for.</summary>
    [Output]
    public int Planned { get; private set; }

    /// <summary>How many of them were rendered now.</summary>
    [Output]
    public int Rendered { get; private set; }

    /// <summary>How many of them were there already.</summary>
    [Output]
    public int Cached { get; private set; }

    /// <summary>How many of them have no picture, because a font can't show the line.</summary>
    [Output]
    public int Skipped { get; private set; }

    /// <summary>How long the work took, in seconds.</summary>
    [Output]
    public double Seconds { get; private set; }

    /// <summary>The digest of all entries of the cache.</summary>
    [Output]
    public string ContentDigest { get; private set; } = "";

    /// <inheritdoc/>
    protected override string Verb => "pregenerate";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var isDone = ExecuteOnCores();
        if (Worker.Summary is { } summary)
        {
            Planned = summary.Count("planned");
            Rendered = summary.Count("rendered");
            Cached = summary.Count("cached");
            Skipped = summary.Count("skipped");
            Seconds = summary.Number("seconds");
            ContentDigest = summary.Text("content_digest") ?? "";
        }

        return isDone && TryStamp();
    }

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        foreach (var problem in new ItemCheck(ProjectDirectory, Corpora, Fonts, [.. ChosenSplits]).Find())
        {
            if (problem.IsWarning)
            {
                Worker.Warning(problem.Code, problem.Message, problem.File);
            }
            else
            {
                Worker.Error(problem.Code, problem.Message, problem.File);
            }
        }

        foreach (var problem in Settings().Select(setting => setting.Problem).OfType<string>())
        {
            Worker.Error(BuildCodes.Configuration, problem);
        }

        return base.ValidateParameters();
    }

    private protected override void AddArguments(WorkerArguments arguments)
    {
        AddProjectDirectory(arguments);
        arguments.AddOptions("--corpus", CorpusOfEachSplit());
        arguments.AddOptions("--fonts", Fonts.Select(font => Absolute(font.ItemSpec)));
        arguments.AddOption("--image-height", ImageHeight);
        arguments.AddOption("--max-lines", MaxLines);
        arguments.AddOptions("--splits", ChosenSplits);
        arguments.AddOption("--fonts-per-line", FontsPerLine);
        arguments.AddOption("--seed", Seed);
        arguments.AddOption("--jobs", _cores > 0 ? _cores.ToString(CultureInfo.InvariantCulture) : Jobs);
        arguments.AddOption("--shard", Shard);
        arguments.AddOption("--on-unrenderable", OnUnrenderable);
        arguments.AddOption("--max-line-length", MaxLineLength);
        arguments.AddOptions("--no-warn", WarningPolicy.CodesOf(NoWarn));
        arguments.AddOptions("--warn-as-error", WarningPolicy.CodesOf(WarningsAsErrors).Concat(Policy.TreatsAllAsErrors ? ["all"] : []));
        arguments.AddOptions("--warn-not-as-error", Policy.TreatsAllAsErrors ? Policy.NotAsErrors : []);
        arguments.AddOption("--contents", AbsoluteOrNone(ContentsFile));
        arguments.AddOption("--lock", AbsoluteOrNone(LockFile));
        arguments.AddOption("--restore-from", AbsoluteOrNone(RestoreFrom));
        arguments.AddOption("--pack", AbsoluteOrNone(PackTo));
        arguments.AddOption("--remote", Remote);
        if (Setting.IsTrue(Push))
        {
            arguments.AddFlag("--push");
        }

        if (Setting.IsTrue(RemoteRequired))
        {
            arguments.AddFlag("--remote-required");
        }

        if (Setting.IsTrue(LockedMode))
        {
            arguments.AddFlag("--locked");
        }

        if (Setting.IsTrue(Normalize))
        {
            arguments.AddFlag("--normalize");
        }

        // Always, not only where something is new: what failed a build must fail it again until it is mended.
        arguments.AddOption("--lint", Setting.IsFalse(Lint) ? "never" : "always");
    }

    private IEnumerable<string> ChosenSplits => Splits.SelectMany(splits => splits.Split(';', ',')).Select(split => split.Trim()).Where(split => split.Length > 0);

    /// <summary><c>train=/a/one.txt;/a/two.txt</c>. The files of a split are ordered by path: the order of a pattern's files is that of the folder, another one on each machine.</summary>
    private IEnumerable<string> CorpusOfEachSplit() =>
        from corpus in Corpora
        group Absolute(corpus.ItemSpec) by ItemCheck.SplitOf(corpus) into files
        select $"{files.Key}={string.Join(";", files.OrderBy(file => file, StringComparer.Ordinal))}";

    /// <summary>Works on as many processors as the build can spare: other projects are built at the same time.</summary>
    private bool ExecuteOnCores()
    {
        if (BuildEngine is not IBuildEngine9 engine || Settings().Any(setting => setting.Problem is not null))
        {
            return base.Execute();
        }

        var wanted = string.IsNullOrWhiteSpace(Jobs) ? 0 : int.Parse(Jobs!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
        _cores = engine.RequestCores(wanted > 0 ? wanted : Environment.ProcessorCount);
        try
        {
            return base.Execute();
        }
        finally
        {
            engine.ReleaseCores(_cores);
        }
    }

    private bool TryStamp()
    {
        // What could not be pushed, because the store was down, is pushed by the next build.
        var isPushed = !Setting.IsTrue(Push) || Worker.Summary?.Fields.ContainsKey("pushed_segments") == true;
        if (string.IsNullOrEmpty(StampFile) || !isPushed)
        {
            return true;
        }

        try
        {
            Worker.SaveWarnings(Absolute(WarningsFile));
            Stamp.Write(Absolute(StampFile!), Absolute(InputsFile), Products.Select(Absolute));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Worker.Error(BuildCodes.Configuration, $"'{StampFile}' can't be written: {exception.Message} Make the folder writable.");
            return false;
        }
    }

    private string? AbsoluteOrNone(string? path) => string.IsNullOrWhiteSpace(path) ? null : Absolute(path!.Trim());

    private IEnumerable<Setting> Settings() =>
    [
        Setting.WholeNumber("KhmerCacheImageHeight", ImageHeight, LowestImage, HighestImage),
        Setting.WholeNumber("KhmerCacheMaxLines", MaxLines, minimum: 0),
        Setting.FontsPerLine("KhmerCacheFontsPerLine", FontsPerLine),
        Setting.Seed("KhmerCacheSeed", Seed),
        Setting.WholeNumber("KhmerCacheJobs", Jobs, minimum: 0),
        Setting.Shard("KhmerCacheShard", Shard),
        Setting.Word("KhmerCacheOnUnrenderable", OnUnrenderable, "warn", "error", "skip"),
        Setting.Flag("KhmerCacheLint", Lint),
        Setting.Flag("KhmerCacheNormalize", Normalize),
        Setting.WholeNumber("KhmerCacheMaxLineLength", MaxLineLength, minimum: 1),
        Setting.Flag("KhmerCacheLockedMode", LockedMode),
        Setting.Flag("KhmerCachePush", Push),
        Setting.Flag("KhmerCacheRemoteRequired", RemoteRequired),
        new("KhmerCacheRemote", Remote, "an address, such as s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix", address => address.Contains("://") && WorkerArguments.CanCarry(address)),
        new("KhmerCacheLockFile", LockFile, "a path that ends in '.lock.json'", path => path.EndsWith(".lock.json", StringComparison.Ordinal)),
    ];
}
