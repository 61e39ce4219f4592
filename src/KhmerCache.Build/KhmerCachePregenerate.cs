using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Renders what the corpora and fonts of a project ask for and the cache lacks.</summary>
public class KhmerCachePregenerate : KhmerCacheTask
{
    /// <summary>The corpus files. Their metadata <c>Split</c> says which split they belong to; the order within a split is kept.</summary>
    public ITaskItem[] Corpora { get; set; } = [];

    /// <summary>The font files.</summary>
    public ITaskItem[] Fonts { get; set; } = [];

    /// <summary>The height of every image, in px.</summary>
    public string? ImageHeight { get; set; }

    /// <summary>The most lines of each split; all where blank or 0.</summary>
    public string? MaxLines { get; set; }

    /// <summary>The splits to pregenerate; all where empty.</summary>
    public string[] Splits { get; set; } = [];

    /// <summary>How many fonts show each line for training: <c>all</c> or a number.</summary>
    public string? FontsPerLine { get; set; }

    /// <summary>The seed of every choice that is left to chance.</summary>
    public string? Seed { get; set; }

    /// <summary>How many threads work; one for each processor where blank or 0.</summary>
    public string? Jobs { get; set; }

    /// <summary>The part of the work to do, <c>I/N</c>, counted from 1.</summary>
    public string? Shard { get; set; }

    /// <summary>What a line that can't be shown truthfully in a font is: <c>warn</c>, <c>error</c> or <c>skip</c>.</summary>
    public string? OnUnrenderable { get; set; }

    /// <summary>Whether the corpora are linted.</summary>
    public string? Lint { get; set; }

    /// <summary>The longest line that is not reported as overlong, in UTF-16 code units.</summary>
    public string? MaxLineLength { get; set; }

    /// <summary>Whether Khmer clusters are put in the canonical encoding order.</summary>
    public string? Normalize { get; set; }

    /// <summary>The codes of warnings that the project does not want; those of other programs are passed over.</summary>
    public string[] NoWarn { get; set; } = [];

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
        var isDone = base.Execute();
        if (Worker.Summary is { } summary)
        {
            Planned = summary.Count("planned");
            Rendered = summary.Count("rendered");
            Cached = summary.Count("cached");
            Skipped = summary.Count("skipped");
            Seconds = summary.Number("seconds");
            ContentDigest = summary.Text("content_digest") ?? "";
        }

        return isDone;
    }

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        foreach (var corpus in Corpora.Where(corpus => SplitOf(corpus).Length == 0))
        {
            Worker.Error(
                BuildCodes.CorpusWithoutSplit,
                $"The KhmerCorpus '{corpus.ItemSpec}' does not say which split it belongs to. Write Split=\"train\", \"val\" or \"test\" on it.",
                corpus.GetMetadata("DefiningProjectFullPath"));
        }

        if (Corpora.Length > 0 && Fonts.Length == 0)
        {
            Worker.Error(
                BuildCodes.NoFonts,
                "There are KhmerCorpus items but no KhmerFont to show them in. Add for example <KhmerFont Include=\"fonts/*.ttf\" />, or correct the pattern that finds no file.");
        }

        foreach (var item in Corpora.Concat(Fonts).Where(item => !WorkerArguments.CanCarry(item.ItemSpec)))
        {
            Worker.Error(BuildCodes.Configuration, $"The path '{item.ItemSpec}' has a ';', a '\"' or a line break in it. Rename the file.", item.GetMetadata("DefiningProjectFullPath"));
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
        arguments.AddOptions("--splits", Splits);
        arguments.AddOption("--fonts-per-line", FontsPerLine);
        arguments.AddOption("--seed", Seed);
        arguments.AddOption("--jobs", Jobs);
        arguments.AddOption("--shard", Shard);
        arguments.AddOption("--on-unrenderable", OnUnrenderable);
        arguments.AddOption("--max-line-length", MaxLineLength);
        arguments.AddOptions("--no-warn", NoWarn.SelectMany(codes => codes.Split(',')).Select(code => code.Trim()).Where(code => code.StartsWith("KHC", StringComparison.OrdinalIgnoreCase)));
        if (Setting.IsTrue(Normalize))
        {
            arguments.AddFlag("--normalize");
        }

        // Always, not only where something is new: what failed a build must fail it again until it is mended.
        arguments.AddOption("--lint", Setting.IsFalse(Lint) ? "never" : "always");
    }

    private static string SplitOf(ITaskItem corpus) => corpus.GetMetadata("Split").Trim();

    /// <summary><c>train=/a/one.txt;/a/two.txt</c>, in the order in which the splits and files stand in the project.</summary>
    private IEnumerable<string> CorpusOfEachSplit() =>
        from corpus in Corpora
        group Absolute(corpus.ItemSpec) by SplitOf(corpus) into files
        select $"{files.Key}={string.Join(";", files)}";

    private IEnumerable<Setting> Settings() =>
    [
        Setting.WholeNumber("KhmerCacheImageHeight", ImageHeight, minimum: 1),
        Setting.WholeNumber("KhmerCacheMaxLines", MaxLines, minimum: 0),
        Setting.FontsPerLine("KhmerCacheFontsPerLine", FontsPerLine),
        Setting.Seed("KhmerCacheSeed", Seed),
        Setting.WholeNumber("KhmerCacheJobs", Jobs, minimum: 0),
        Setting.Shard("KhmerCacheShard", Shard),
        Setting.Word("KhmerCacheOnUnrenderable", OnUnrenderable, "warn", "error", "skip"),
        Setting.Flag("KhmerCacheLint", Lint),
        Setting.Flag("KhmerCacheNormalize", Normalize),
        Setting.WholeNumber("KhmerCacheMaxLineLength", MaxLineLength, minimum: 1),
    ];
}
