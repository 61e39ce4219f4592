using System.CommandLine;
using System.Text;

namespace KhmerCache.Tool.Tests;

/// <summary>
/// A user's folder with two fonts, eight lines to train from and four to validate with; it is gone after the test.
/// Commands run in this process, as <c>Main</c> runs them.
/// </summary>
internal sealed class Workspace : IDisposable
{
    public const int TrainLines = 8;
    public const int ValLines = 4;

    /// <summary>The images of the whole: each train line in both fonts, each val line in one.</summary>
    public const int Images = 2 * TrainLines + ValLines;

    public const string FontA = "fonts/KhmerOS.ttf";
    public const string FontB = "fonts/battambang-regular.ttf";

    /// <summary>The options of the whole.</summary>
    public static readonly string[] All = ["--corpus", "train=corpus/train.txt", "--corpus", "val=corpus/val.txt", "--fonts", "fonts/*.ttf"];

    private readonly string _folder = Directory.CreateTempSubdirectory("KhmerCache.Tool.Tests.").FullName;

    public Workspace()
    {
        Directory.CreateDirectory(PathOf("fonts"));
        File.Copy(Repository.FontFile("KhmerOS.ttf"), PathOf(FontA));
        File.Copy(Repository.FontFile("battambang-regular.ttf"), PathOf(FontB));
        Write("corpus/train.txt", Repository.Train(TrainLines));
        Write("corpus/val.txt", Repository.Val(ValLines));
    }

    /// <summary>The default cache folder of the commands here.</summary>
    public string Cache => PathOf("cache");

    public string PathOf(string path) => Path.GetFullPath(path, _folder);

    public string Write(string path, params string[] lines) => Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public string Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllBytes(PathOf(path), content);
        return PathOf(path);
    }

    /// <summary>Runs a command line as it stands.</summary>
    public static Outcome Command(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = Program.Run(arguments, new InvocationConfiguration { Output = output, Error = error });
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary><c>khmercache VERB --cache-dir … --json</c>.</summary>
    public Outcome Run(string verb, params string[] arguments) => RunOn(Cache, verb, ["--json", .. arguments]);

    /// <summary><c>khmercache VERB --cache-dir … --events</c>.</summary>
    public Outcome Listen(string verb, params string[] arguments) => RunOn(Cache, verb, ["--events", .. arguments]);

    /// <summary><c>khmercache pregenerate</c> of the whole.</summary>
    public Outcome Pregenerate(params string[] arguments) => Run("pregenerate", [.. All, .. arguments]);

    /// <summary><c>khmercache pregenerate</c> into another folder.</summary>
    public Outcome PregenerateInto(string cache, params string[] arguments) => RunOn(PathOf(cache), "pregenerate", ["--json", .. arguments]);

    public Outcome RunOn(string cache, string verb, params string[] arguments) => Command(
        [verb, "--cache-dir", cache, .. verb is "pregenerate" or "validate" or "import" ? ["--project-directory", _folder] : Array.Empty<string>(), .. arguments]);

    /// <summary>The one segment of a kind, <c>lines</c> or <c>glyphs</c>, that a pregeneration from nothing writes.</summary>
    public string Segment(string kind) => Assert.Single(Directory.GetFiles(Path.Combine(Cache, "segments", kind)));

    /// <summary>All files of the cache with their contents.</summary>
    public FolderContents Files => FolderContents.Of(Cache);

    public FolderContents FilesOf(string folder) => FolderContents.Of(PathOf(folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
