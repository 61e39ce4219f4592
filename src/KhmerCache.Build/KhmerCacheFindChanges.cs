using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>
/// Lists what the cache follows from, by content: settings, corpora, fonts and the worker. The list is written only where it differs from the one that is there, so that
/// a target with it as its input is skipped where nothing has changed, whatever the dates of the files say.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class KhmerCacheFindChanges : Microsoft.Build.Utilities.Task
{
    /// <summary>The project that is built. Relative paths are relative to its folder.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>Switches of the project that are looked at before any work, <c>name=value</c>.</summary>
    public string[] Flags { get; set; } = [];

    /// <summary>The lock that a build like this one would compare with, where it is not there; blank otherwise.</summary>
    public string? MissingLock { get; set; }

    /// <summary>The settings, <c>name=value</c>.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>How many threads would work, which changes nothing that they make.</summary>
    public string? Jobs { get; set; }

    /// <summary>The corpus files with their metadata <c>Split</c>.</summary>
    public ITaskItem[] Corpora { get; set; } = [];

    /// <summary>The font files.</summary>
    public ITaskItem[] Fonts { get; set; } = [];

    /// <summary>The worker's assemblies, which a new version of the package has elsewhere and nobody writes to in place.</summary>
    public string[] WorkerFiles { get; set; } = [];

    /// <summary>Other files that the work depends on.</summary>
    public string[] OtherFiles { get; set; } = [];

    /// <summary>What the work writes and later builds rely on: where one of them has changed, the work is looked at again.</summary>
    public string[] Products { get; set; } = [];

    /// <summary>The list.</summary>
    [Required]
    public string InputsFile { get; set; } = "";

    /// <summary>Where hashes of large files are kept.</summary>
    [Required]
    public string HashesFile { get; set; } = "";

    /// <summary>The file that says that the work is done.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <summary>The warnings of the work that is done, which are told again where it need not be done again: what fails a build must fail it until it is mended.</summary>
    [Required]
    public string WarningsFile { get; set; } = "";

    /// <summary>Whether warnings are errors, but for those in <see cref="WarningsNotAsErrors"/>.</summary>
    public string? TreatWarningsAsErrors { get; set; }

    /// <summary>The codes of warnings that stay warnings.</summary>
    public string[] WarningsNotAsErrors { get; set; } = [];

    /// <summary>The codes of warnings that the project does not want.</summary>
    public string[] NoWarn { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var log = new WorkerLog(Log, ProjectFile, new WarningPolicy(TreatWarningsAsErrors, WarningsNotAsErrors, NoWarn), logFile: "");
        foreach (var problem in Flags.Select(flag => flag.Split(['='], 2)).Select(flag => Setting.Flag(flag[0], flag[1]).Problem).OfType<string>())
        {
            log.Error(BuildCodes.Configuration, problem);
        }

        if (!string.IsNullOrWhiteSpace(MissingLock))
        {
            log.Warning(
                BuildCodes.LockNotUsable,
                $"There is no lock to compare with; where the build goes on, it makes one. Build once without ContinuousIntegrationBuild and commit {Path.GetFileName(MissingLock)}, so that builds of this kind check it.",
                MissingLock);
        }

        try
        {
            var hashes = new FileHashes(Absolute(HashesFile));
            TextFile.WriteIfDifferent(Absolute(InputsFile), Describe(hashes));
            var inputs = Corpora.Concat(Fonts).Select(item => Absolute(item.ItemSpec));
            if (Stamp.Holds(Absolute(StampFile), Absolute(InputsFile), inputs, Array.ConvertAll(Products, Absolute), hashes))
            {
                log.TellAgain(Absolute(WarningsFile));
            }

            hashes.Save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Error(BuildCodes.Configuration, $"What the cache depends on can't be noted in '{InputsFile}': {exception.Message} Make the folder writable.");
        }

        return !Log.HasLoggedErrors;
    }

    // This runs in every build, and what is compiled ahead of it (ReadyToRun.targets) has no code for LINQ over tuples and the like.
    private List<string> Describe(FileHashes hashes)
    {
        var lines = new List<string>();
        foreach (var setting in Settings)
        {
            lines.Add($"setting\t{setting}");
        }

        // Told by the work, which is therefore not to be skipped.
        if (Setting.WholeNumber("KhmerCacheJobs", Jobs, minimum: 0).Problem is { } problem)
        {
            lines.Add($"setting\t{problem}");
        }

        foreach (var file in WorkerFiles)
        {
            lines.Add($"worker\t{LineOf(file, hashes.OfSettled)}");
        }

        foreach (var file in OtherFiles)
        {
            lines.Add($"file\t{LineOf(file, hashes.Of)}");
        }

        foreach (var font in Fonts)
        {
            lines.Add($"font\t{LineOf(font.ItemSpec, hashes.Of)}");
        }

        foreach (var corpus in Corpora)
        {
            lines.Add($"corpus\t{ItemCheck.SplitOf(corpus)}\t{LineOf(corpus.ItemSpec, hashes.Of)}");
        }

        // An order of its own: that of a pattern's files is the folder's, which nobody may rely on.
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private string LineOf(string file, Func<string, string> hashOf)
    {
        var path = Absolute(file);
        return $"{path}\t{hashOf(path)}";
    }

    private string Absolute(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ProjectFile) ?? "", path));
}
