using System.Globalization;

namespace KhmerCache.Generators.Inputs;

/// <summary>
/// What the build knows of a project's cache, as the target <c>_KhmerCacheDescribe</c> of KhmerCache.Build.targets writes it to
/// <c>obj/…/KhmerCache.descriptors.txt</c> in every build, those of editors included: a line each of a keyword and its fields, parted by tabs.
/// All paths are as relative as they can be. Blank fields at the end of a line may be missing.
/// <code>
/// format          2
/// namespace       My.Ocr
/// project         ../../../                    the project's folder, as seen from the output folder
/// project-file    Ocr.csproj                   the project's file in that folder
/// output-type     Exe                          what the project is built into
/// project-directory  /home/sok/ocr             the project's folder on this machine; absent where a build must not tell
/// directory       data/synthetic/              the cache, as seen from the project's folder
/// image-height    32
/// seed            7                            absent or blank: not set
/// fonts-per-line  all                          absent or blank: all
/// max-lines       1000                         absent or blank: all
/// normalize       true                         absent or blank: not
/// split           train                        once for each split to use, or several parted by ; or , (as from a command line); none: all
/// font            fonts/KhmerOS.ttf  KhmerOS  Bold   once for each font: its path, family and style; blank: not said
/// corpus          train   corpus/train.txt     once for each corpus file, in any order
/// </code>
/// Values that make no sense count as absent: the build task names them with their remedy.
/// </summary>
/// <seealso cref="ContentsFile"/>
/// <seealso cref="LockFile"/>
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
    EquatableArray<FontNames> Fonts,
    EquatableArray<CorpusPath> Corpora,
    string ProjectFile,
    string LibraryDirectory)
{
    /// <summary>The name of the file, by which it is told from a project's other additional files.</summary>
    public const string FileName = "KhmerCache.descriptors.txt";

    private const int DefaultImageHeight = 32;

    /// <summary>Reads the file. Null where it is of another format, as between an update of the package and the next build.</summary>
    public static DescriptorFile? Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r').Split('\t')).ToLookup(fields => fields[0], StringComparer.Ordinal);
        return Value("format") == "2"
            ? new DescriptorFile(
                Value("namespace"),
                WithSlashes(Value("project")),
                WithSlashes(Value("directory")),
                Count("image-height") ?? DefaultImageHeight,
                WholeNumber("seed"),
                Count("fonts-per-line") ?? 0,
                Count("max-lines") ?? 0,
                IsOn(Value("normalize")),
                new(lines["split"].SelectMany(fields => Field(fields, 1).Split(';', ',')).Select(split => split.Trim()).Where(split => split.Length > 0)),
                Values("font", fields => new FontNames(WithSlashes(Field(fields, 1)), Field(fields, 2), Field(fields, 3))),
                Values("corpus", fields => new CorpusPath(Field(fields, 1), WithSlashes(Field(fields, 2)))),
                Value("project-file"),

                // A program is found from where it is built; a library is used by programs that are built elsewhere.
                Value("output-type").EndsWith("exe", StringComparison.OrdinalIgnoreCase) ? "" : WithSlashes(Value("project-directory")))
            : null;

        string Value(string keyword) => lines[keyword].Select(fields => Field(fields, 1)).FirstOrDefault() ?? "";

        int? Count(string keyword) =>
            int.TryParse(Value(keyword), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        long? WholeNumber(string keyword) =>
            long.TryParse(Value(keyword), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

        EquatableArray<T> Values<T>(string keyword, Func<string[], T> read)
            where T : IEquatable<T> => new(lines[keyword].Select(read));
    }

    /// <summary>Whether a switch is set, in the words that MSBuild and the build task take for it.</summary>
    private static bool IsOn(string value) => value.ToUpperInvariant() is "TRUE" or "ON" or "YES";

    private static string Field(string[] fields, int index) => fields.Length > index ? fields[index].Trim() : "";

    private static string WithSlashes(string path) => path.Replace('\\', '/');
}
