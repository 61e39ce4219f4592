using System.Globalization;

namespace KhmerCache.Generators;

/// <summary>
/// What the build knows of a project's cache, as the target <c>_KhmerCacheDescribe</c> of KhmerCache.Build.targets writes it to
/// <c>obj/…/KhmerCache.descriptors.txt</c>: a line each of a keyword and its fields, parted by tabs. All paths are as relative as they can be.
/// <code>
/// format          1
/// namespace       My.Ocr
/// project         ../../../                    the project's folder, as seen from the output folder
/// directory       data/synthetic/              the cache, as seen from the project's folder
/// image-height    32
/// seed            7                            absent or blank: not set
/// fonts-per-line  all                          absent or blank: all
/// max-lines       1000                         absent or blank: all
/// normalize       true                         absent or blank: not
/// split           train                        once for each split to use; none: all
/// font            fonts/KhmerOS.ttf            once for each font
/// corpus          train   corpus/train.txt     once for each corpus file, in order
/// </code>
/// Values that make no sense count as absent: the build task names them with their remedy.
/// </summary>
internal sealed record DescriptorFile(
    string Namespace,
    string ProjectPath,
    string CachePath,
    int ImageHeight,
    long? Seed,
    int FontsPerLine,
    int MaxLines,
    bool Normalize,
    EquatableArray<string> ChosenSplits,
    EquatableArray<string> FontPaths,
    EquatableArray<CorpusPath> Corpora)
{
    /// <summary>The name of the file, by which it is told from a project's other additional files.</summary>
    public const string FileName = "KhmerCache.descriptors.txt";

    private const int DefaultImageHeight = 32;

    /// <summary>Reads the file. Null where it is of another format, as between an update of the package and the next build.</summary>
    public static DescriptorFile? Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r').Split(['\t'], 3)).ToLookup(fields => fields[0], StringComparer.Ordinal);
        return Value("format") == "1"
            ? new DescriptorFile(
                Value("namespace"),
                WithSlashes(Value("project")),
                WithSlashes(Value("directory")),
                Count("image-height") ?? DefaultImageHeight,
                WholeNumber("seed"),
                Count("fonts-per-line") ?? 0,
                Count("max-lines") ?? 0,
                "true".Equals(Value("normalize"), StringComparison.OrdinalIgnoreCase),
                Values("split", Field),
                Values("font", fields => WithSlashes(Field(fields))),
                Values("corpus", fields => new CorpusPath(Field(fields), WithSlashes(fields.Length > 2 ? fields[2] : ""))))
            : null;

        string Value(string keyword) => lines[keyword].Select(Field).FirstOrDefault() ?? "";

        int? Count(string keyword) =>
            int.TryParse(Value(keyword), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        long? WholeNumber(string keyword) =>
            long.TryParse(Value(keyword), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

        EquatableArray<T> Values<T>(string keyword, Func<string[], T> read)
            where T : IEquatable<T> => new(lines[keyword].Select(read));
    }

    private static string Field(string[] fields) => fields.Length > 1 ? fields[1].Trim() : "";

    private static string WithSlashes(string path) => path.Replace('\\', '/');
}
