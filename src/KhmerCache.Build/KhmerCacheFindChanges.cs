using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>
/// Lists what the cache follows from, by content: settings, corpora, fonts and the worker. The list is written only where it differs from the one that is there, so that
/// a target with it as its input is skipped where nothing has changed, whatever the dates of the files say.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class KhmerCacheFindChanges : Microsoft.Build.Utilities.Task
{
    /// <summary>The folder that relative paths are relative to.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The settings, <c>name=value</c>.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>The corpus files with their metadata <c>Split</c>.</summary>
    public ITaskItem[] Corpora { get; set; } = [];

    /// <summary>The font files.</summary>
    public ITaskItem[] Fonts { get; set; } = [];

    /// <summary>Other files that the work depends on, such as the worker's assemblies.</summary>
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

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var hashes = new FileHashes(Absolute(HashesFile));
            TextFile.WriteIfDifferent(Absolute(InputsFile), Describe(hashes));
            Stamp.DropIfStale(Absolute(StampFile), Products.Select(Absolute), hashes);
            Stamp.KeepUpWith(Absolute(StampFile), Absolute(InputsFile), Corpora.Concat(Fonts).Select(item => Absolute(item.ItemSpec)).Concat(Products.Select(Absolute)));
            hashes.Save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.LogError(
                WorkerLog.Subcategory, BuildCodes.Configuration, null, HelpLink.Of(BuildCodes.Configuration), null, 0, 0, 0, 0,
                "{0}", $"What the cache depends on can't be noted in '{InputsFile}': {exception.Message} Make the folder writable.");
        }

        return !Log.HasLoggedErrors;
    }

    private IEnumerable<string> Describe(FileHashes hashes)
    {
        // An order of its own: that of a pattern's files is the folder's, which nobody may rely on.
        foreach (var setting in Settings.OrderBy(setting => setting, StringComparer.Ordinal))
        {
            yield return $"setting\t{setting}";
        }

        foreach (var file in OtherFiles.Select(Absolute).OrderBy(file => file, StringComparer.Ordinal))
        {
            yield return $"file\t{hashes.Of(file)}\t{file}";
        }

        foreach (var font in Fonts.Select(font => Absolute(font.ItemSpec)).OrderBy(font => font, StringComparer.Ordinal))
        {
            yield return $"font\t{hashes.Of(font)}\t{font}";
        }

        foreach (var corpus in Corpora.Select(corpus => (Split: ItemCheck.SplitOf(corpus), Path: Absolute(corpus.ItemSpec)))
            .OrderBy(corpus => corpus.Split, StringComparer.Ordinal).ThenBy(corpus => corpus.Path, StringComparer.Ordinal))
        {
            yield return $"corpus\t{corpus.Split}\t{hashes.Of(corpus.Path)}\t{corpus.Path}";
        }
    }

    private string Absolute(string path) => Path.GetFullPath(Path.Combine(ProjectDirectory, path));
}
