using System.CommandLine;

namespace KhmerCache.Tool.Projects;

/// <summary>
/// A project as options of the command line: with <c>--project</c>, nobody writes corpora, fonts and settings twice. What the command line says itself goes before
/// what the project says.
/// </summary>
internal static class ProjectArguments
{
    /// <summary>The option that names the project.</summary>
    public const string Option = "--project";

    private const string CacheDirectory = "KhmerCacheDir";
    private const string Splits = "KhmerCacheSplits";
    private const string Normalize = "KhmerCacheNormalize";
    private const string Lint = "KhmerCacheLint";
    private const string Silenced = "NoWarn";
    private const string Enabled = "KhmerCacheEnabled";
    private const string Lock = "KhmerCacheLock";
    private const string LockFile = "KhmerCacheLockFile";
    private const string Remote = "KhmerCacheRemote";
    private const string Push = "KhmerCachePush";
    private const string RemoteRequired = "KhmerCacheRemoteRequired";

    /// <summary>The commands that a project's remote cache is for: none of them deletes anything there.</summary>
    private static readonly string[] UsersOfRemote = ["pregenerate", "push", "pull"];

    private static readonly char[] Separators = [';', ','];

    /// <summary>Properties whose value is that of an option.</summary>
    private static readonly (string Property, string Option)[] Values =
    [
        ("KhmerCacheImageHeight", "--image-height"),
        ("KhmerCacheMaxLines", "--max-lines"),
        ("KhmerCacheFontsPerLine", "--fonts-per-line"),
        ("KhmerCacheSeed", "--seed"),
        ("KhmerCacheJobs", "--jobs"),
        ("KhmerCacheShard", "--shard"),
        ("KhmerCacheOnUnrenderable", "--on-unrenderable"),
        ("KhmerCacheMaxLineLength", "--max-line-length"),
    ];

    private static readonly string[] Properties = [.. Values.Select(value => value.Property), CacheDirectory, Splits, Normalize, Lint, Silenced, Enabled, Lock, LockFile, Remote, Push, RemoteRequired];

    /// <summary>The command line with the options of the project that it names, if it names one.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="verb">The command; it gets those options that it has.</param>
    /// <exception cref="KhmerCacheException">The project can't be read, or has nothing to do with KhmerCache.</exception>
    public static string[] Expand(string[] args, Command verb)
    {
        if (verb.Options.All(option => option.Name != Option) || ValueOf(args) is not { } path || args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            return args;
        }

        var file = ProjectFile.Find(path);
        var project = ProjectEvaluation.Of(file, Properties);
        if (project.Properties[Enabled].Length == 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"{Option}: the project does not use the package KhmerCache.Build, or was not restored. Run 'dotnet add package KhmerCache.Build', or 'dotnet restore'.", file);
        }

        var options = verb.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        return [.. args, .. ArgumentsOf(project, file, verb.Name).Where(argument => options.Contains(argument.Option) && !IsGiven(args, argument.Option)).Select(argument => argument.Token)];
    }

    private static IEnumerable<(string Option, string Token)> ArgumentsOf(ProjectEvaluation project, string file, string verb)
    {
        var directory = Path.GetDirectoryName(file)!;
        yield return Value("--project-directory", directory);
        yield return Value("--cache-dir", Path.GetFullPath(project.Properties[CacheDirectory], directory));
        foreach (var split in project.Corpora.GroupBy(corpus => corpus.Split, corpus => corpus.Path))
        {
            yield return split.Key.Length == 0
                ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The KhmerCorpus '{split.First()}' does not say which split it belongs to. Write Split=\"train\", \"val\" or \"test\" on it.", file)
                : split.FirstOrDefault(path => path.Contains(';', StringComparison.Ordinal)) is { } unspeakable
                    ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The path '{unspeakable}' has a ';' in it. Rename the file or its folder.", unspeakable)
                    : Value("--corpus", $"{split.Key}={string.Join(';', split.Order(StringComparer.Ordinal))}");
        }

        foreach (var font in project.Fonts)
        {
            yield return Value("--fonts", font);
        }

        foreach (var (property, option) in Values.Where(value => project.Properties[value.Property].Length > 0))
        {
            yield return Value(option, project.Properties[property]);
        }

        foreach (var split in WordsOf(project.Properties[Splits]))
        {
            yield return Value("--splits", split);
        }

        foreach (var code in WordsOf(project.Properties[Silenced]).Where(code => code.StartsWith("KHC", StringComparison.OrdinalIgnoreCase)))
        {
            yield return Value("--no-warn", code);
        }

        if (IsTrue(project.Properties[Normalize]))
        {
            yield return ("--normalize", "--normalize");
        }

        if (string.Equals(project.Properties[Lint], "false", StringComparison.OrdinalIgnoreCase))
        {
            yield return Value("--lint", "never");
        }

        if (IsTrue(project.Properties[Lock]))
        {
            yield return Value("--lock", Path.GetFullPath(project.Properties[LockFile], directory));
        }

        if (project.Properties[Remote].Length > 0 && UsersOfRemote.Contains(verb))
        {
            yield return Value("--remote", project.Properties[Remote]);
            if (IsTrue(project.Properties[Push]))
            {
                yield return ("--push", "--push");
            }

            if (IsTrue(project.Properties[RemoteRequired]))
            {
                yield return ("--remote-required", "--remote-required");
            }
        }
    }

    private static (string Option, string Token) Value(string option, string value) => (option, $"{option}={value}");

    private static string[] WordsOf(string list) => list.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsTrue(string value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string? ValueOf(string[] args)
    {
        var place = Array.FindIndex(args, arg => arg == Option || arg.StartsWith(Option + "=", StringComparison.Ordinal));
        return place < 0 ? null : args[place].Length > Option.Length ? args[place][(Option.Length + 1)..] : place + 1 < args.Length ? args[place + 1] : null;
    }

    private static bool IsGiven(string[] args, string option) =>
        Array.Exists(args, arg => arg == option || arg.StartsWith(option + "=", StringComparison.Ordinal) || arg.StartsWith(option + ":", StringComparison.Ordinal));
}
