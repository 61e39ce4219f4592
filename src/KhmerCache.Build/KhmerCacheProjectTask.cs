using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>A task whose work follows from the corpora and fonts of a project: which images it asks for.</summary>
public abstract class KhmerCacheProjectTask : KhmerCacheTask
{
    /// <summary>What the worker can draw, in px.</summary>
    private const int LowestImage = 16;

    private const int HighestImage = 256;

    /// <summary>The corpus files. Their metadata <c>Split</c> says which split they belong to.</summary>
    public ITaskItem[] Corpora { get; set; } = [];

    /// <summary>The font files.</summary>
    public ITaskItem[] Fonts { get; set; } = [];

    /// <summary>The height of every image, in px.</summary>
    public string? ImageHeight { get; set; }

    /// <summary>The most lines of each split; all where blank or 0.</summary>
    public string? MaxLines { get; set; }

    /// <summary>The splits that are meant; all where empty. One value may have several, parted by <c>;</c> or <c>,</c>, as from the command line.</summary>
    public string[] Splits { get; set; } = [];

    /// <summary>How many fonts show each line for training: <c>all</c> or a number.</summary>
    public string? FontsPerLine { get; set; }

    /// <summary>The seed of every choice that is left to chance.</summary>
    public string? Seed { get; set; }

    /// <summary>Whether Khmer clusters are put in the canonical encoding order.</summary>
    public string? Normalize { get; set; }

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

    /// <summary>The settings with what each may be.</summary>
    private protected virtual IEnumerable<Setting> Settings() =>
    [
        Setting.WholeNumber("KhmerCacheImageHeight", ImageHeight, LowestImage, HighestImage),
        Setting.WholeNumber("KhmerCacheMaxLines", MaxLines, minimum: 0),
        Setting.FontsPerLine("KhmerCacheFontsPerLine", FontsPerLine),
        Setting.Seed("KhmerCacheSeed", Seed),
        Setting.Flag("KhmerCacheNormalize", Normalize),
    ];

    /// <summary>Adds what says which images the project asks for.</summary>
    private protected void AddProject(WorkerArguments arguments)
    {
        AddProjectDirectory(arguments);
        arguments.AddOptions("--corpus", CorpusOfEachSplit());
        arguments.AddOptions("--fonts", Fonts.Select(font => Absolute(font.ItemSpec)));
        arguments.AddOption("--image-height", ImageHeight);
        arguments.AddOption("--max-lines", MaxLines);
        arguments.AddOptions("--splits", ChosenSplits);
        arguments.AddOption("--fonts-per-line", FontsPerLine);
        arguments.AddOption("--seed", Seed);
        if (Setting.IsTrue(Normalize))
        {
            arguments.AddFlag("--normalize");
        }
    }

    private IEnumerable<string> ChosenSplits => Splits.SelectMany(splits => splits.Split(';', ',')).Select(split => split.Trim()).Where(split => split.Length > 0);

    /// <summary><c>train=/a/one.txt;/a/two.txt</c>. The files of a split are ordered by their path in the project, as the source generator orders them: the order of a pattern's files is that of the folder, and a path from the root is another one on each machine.</summary>
    private IEnumerable<string> CorpusOfEachSplit() =>
        from corpus in Corpora
        group Absolute(corpus.ItemSpec) by ItemCheck.SplitOf(corpus) into files
        select $"{files.Key}={string.Join(";", files.OrderBy(file => ProjectPath.Of(ProjectDirectory, file), StringComparer.Ordinal))}";
}
