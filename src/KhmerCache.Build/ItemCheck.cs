using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Looks for slips in the <c>KhmerFont</c> and <c>KhmerCorpus</c> items of a project, before any work is done for them.</summary>
/// <param name="projectDirectory">The folder of the project.</param>
/// <param name="corpora">The corpus files.</param>
/// <param name="fonts">The font files.</param>
/// <param name="splits">The splits that are asked for; all where empty.</param>
internal sealed class ItemCheck(string projectDirectory, ITaskItem[] corpora, ITaskItem[] fonts, string[] splits)
{
    /// <summary>Names that people give the three splits elsewhere.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["trian"] = "train",
        ["tarin"] = "train",
        ["trains"] = "train",
        ["val"] = "val",
        ["valid"] = "val",
        ["validate"] = "val",
        ["validation"] = "val",
        ["vali"] = "val",
        ["eval"] = "val",
        ["dev"] = "val",
        ["test"] = "test",
        ["testing"] = "test",
        ["tests"] = "test",
        ["tset"] = "test",
    };

    /// <summary>The split of a corpus, as its metadata says.</summary>
    public static string SplitOf(ITaskItem corpus) => corpus.GetMetadata("Split").Trim();

    /// <summary>All that is wrong.</summary>
    public IEnumerable<ItemProblem> Find() =>
        [.. Missing(), .. Unspeakable(), .. Repeated(), .. SplitNames(), .. OutsideSourceTree()];

    private IEnumerable<ItemProblem> Missing()
    {
        foreach (var corpus in corpora.Where(corpus => SplitOf(corpus).Length == 0))
        {
            yield return new ItemProblem(
                BuildCodes.CorpusWithoutSplit,
                $"The KhmerCorpus '{corpus.ItemSpec}' does not say which split it belongs to. Write Split=\"train\", \"val\" or \"test\" on it.",
                FileOf(corpus));
        }

        if (corpora.Length > 0 && fonts.Length == 0)
        {
            yield return new ItemProblem(
                BuildCodes.NoFonts,
                "There are KhmerCorpus items but no KhmerFont to show them in. Add for example <KhmerFont Include=\"fonts/*.ttf\" />, or correct the pattern that finds no file.");
        }
    }

    private IEnumerable<ItemProblem> Unspeakable() =>
        from item in corpora.Concat(fonts)
        where !WorkerArguments.CanCarry(item.ItemSpec)
        select new ItemProblem(BuildCodes.Configuration, $"The path '{item.ItemSpec}' has a ';', a '\"' or a line break in it. Rename the file.", FileOf(item));

    private IEnumerable<ItemProblem> Repeated()
    {
        foreach (var font in Repeated(fonts))
        {
            yield return new ItemProblem(
                BuildCodes.RepeatedFont,
                $"The font '{font.Key}' is a KhmerFont {font.Count()} times, as {Specs(font)}. Let only one of the patterns find it, for example by Exclude.",
                FileOf(font.Last()));
        }

        foreach (var corpus in Repeated(corpora))
        {
            var names = corpus.Select(SplitOf).Distinct(StringComparer.Ordinal).ToList();
            var places = names.Count > 1 ? $"in the splits {string.Join(" and ", names)}: what a model has learned would test it" : $"in the split {names[0]}";
            yield return new ItemProblem(
                BuildCodes.RepeatedCorpus,
                $"The corpus '{corpus.Key}' is a KhmerCorpus {corpus.Count()} times, {places}. Let only one of the patterns find it, for example by Exclude.",
                FileOf(corpus.Last()));
        }
    }

    private IEnumerable<ItemProblem> SplitNames()
    {
        var names = corpora.Select(SplitOf).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var unknown in splits.Select(name => name.Trim()).Where(name => name.Length > 0).Except(names))
        {
            yield return new ItemProblem(
                BuildCodes.UnknownSplit,
                $"KhmerCacheSplits names the split '{unknown}', but no KhmerCorpus belongs to it. The splits are: {string.Join(", ", names)}.");
        }

        foreach (var name in names)
        {
            if (OtherNames.TryGetValue(name, out var usual) && usual != name)
            {
                yield return new ItemProblem(
                    BuildCodes.UnusualSplit,
                    $"The split '{name}' counts as one to train from, because it is not called 'val' or 'test'. Write Split=\"{usual}\" if that is meant.",
                    FileOf(corpora.First(corpus => SplitOf(corpus) == name)),
                    IsWarning: true);
            }
        }
    }

    private IEnumerable<ItemProblem> OutsideSourceTree()
    {
        var root = RootOf(projectDirectory);
        return from item in corpora.Concat(fonts)
               where WorkerArguments.CanCarry(item.ItemSpec) && !IsBelow(root, FullPath(item))
               select new ItemProblem(
                   BuildCodes.OutsideSourceTree,
                   $"'{item.ItemSpec}' lies outside the source tree '{root}'. Its path, which is part of the cache, is another one on each machine: copy the file into the tree.",
                   FileOf(item),
                   IsWarning: true);
    }

    private IEnumerable<IGrouping<string, ITaskItem>> Repeated(ITaskItem[] items) =>
        from item in items
        where WorkerArguments.CanCarry(item.ItemSpec)
        group item by FullPath(item) into files
        where files.Count() > 1
        orderby files.Key
        select files;

    private string FullPath(ITaskItem item) => Path.GetFullPath(Path.Combine(projectDirectory, item.ItemSpec));

    private static string Specs(IEnumerable<ITaskItem> items) => string.Join(" and ", items.Select(item => $"'{item.ItemSpec}'").Distinct(StringComparer.Ordinal));

    private static string? FileOf(ITaskItem item) => item.GetMetadata("DefiningProjectFullPath") is { Length: > 0 } file ? file : null;

    /// <summary>The folder that is cloned as a whole: the nearest one upwards with a repository or a solution, or that of the project.</summary>
    private static string RootOf(string projectDirectory)
    {
        for (var folder = new DirectoryInfo(projectDirectory); folder is { Exists: true }; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            if (Directory.Exists(git) || File.Exists(git) || folder.EnumerateFiles("*.sln*").Any())
            {
                return folder.FullName;
            }
        }

        return projectDirectory;
    }

    private static bool IsBelow(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
