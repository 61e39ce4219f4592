using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Looks for slips in the <c>KhmerFont</c> and <c>KhmerCorpus</c> items of a project, before any work is done for them.</summary>
/// <param name="projectDirectory">The folder of the project.</param>
/// <param name="corpora">The corpus files.</param>
/// <param name="fonts">The font files.</param>
/// <param name="splits">The splits that are asked for; all where empty.</param>
internal sealed class ItemCheck(string projectDirectory, ITaskItem[] corpora, ITaskItem[] fonts, string[] splits)
{
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

    private IEnumerable<ItemProblem> Unspeakable()
    {
        foreach (var item in corpora.Concat(fonts).Where(item => !WorkerArguments.CanCarry(FullPath(item))))
        {
            yield return new ItemProblem(
                BuildCodes.Configuration, $"The path '{FullPath(item)}' has a ';', a '\"' or a line break in it. Rename the file or its folder.", FileOf(item));
        }

        foreach (var corpus in corpora.Where(corpus => SplitOf(corpus).IndexOfAny(['=', ';', '"', '\r', '\n']) >= 0))
        {
            yield return new ItemProblem(BuildCodes.Configuration, $"The split '{SplitOf(corpus)}' of '{corpus.ItemSpec}' has a '=', a ';', a '\"' or a line break in its name.", FileOf(corpus));
        }
    }

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
            if (SplitName.MeantBy(name) is { } usual)
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
               where !IsBelow(root, FullPath(item))
               select new ItemProblem(
                   BuildCodes.OutsideSourceTree,
                   $"'{item.ItemSpec}' lies outside the source tree '{root}'. Its path, which is part of the cache, is another one on each machine: copy the file into the tree.",
                   FileOf(item),
                   IsWarning: true);
    }

    private IEnumerable<IGrouping<string, ITaskItem>> Repeated(ITaskItem[] items) =>
        from item in items
        group item by FullPath(item) into files
        where files.Count() > 1
        orderby files.Key
        select files;

    private string FullPath(ITaskItem item) => Path.GetFullPath(Path.Combine(projectDirectory, item.ItemSpec));

    private static string Specs(IEnumerable<ITaskItem> items) => string.Join(" and ", items.Select(item => $"'{item.ItemSpec}'").Distinct(StringComparer.Ordinal));

    private static string? FileOf(ITaskItem item) => item.GetMetadata("DefiningProjectFullPath") is { Length: > 0 } file ? file : null;

    /// <summary>The folder that is cloned as a whole: the nearest one upwards with a repository, or else with a solution, or that of the project.</summary>
    private static string RootOf(string projectDirectory) =>
        Nearest(projectDirectory, folder => Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git")))
        ?? Nearest(projectDirectory, folder => Directory.EnumerateFiles(folder, "*.sln*").Any())
        ?? projectDirectory;

    private static string? Nearest(string folder, Func<string, bool> isRoot)
    {
        for (var next = folder; next is not null && Directory.Exists(next); next = Path.GetDirectoryName(next))
        {
            try
            {
                if (isRoot(next))
                {
                    return next;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that may be passed through and not be listed, such as that of all users' homes, has nothing of ours.
            }
        }

        return null;
    }

    private static bool IsBelow(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
