using KhmerCache.Remote.Stores;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Transfers;

/// <summary>A remote cache in a folder, and machines that each have a cache of real lines in real fonts; all of it is gone after the test.</summary>
internal sealed class Site : IDisposable
{
    /// <summary>The folder that fonts are named from.</summary>
    public static readonly string Repository = FindRepository();

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository, "samples", "QuickStart", "corpus", "train.txt"));

    private readonly string _folder = Directory.CreateTempSubdirectory("KhmerCache.Remote.Tests.").FullName;

    public RemoteAddress Address => RemoteAddress.Parse(new Uri(PathOf("remote")).AbsoluteUri);

    public FolderStore Store => new(Address);

    public string PathOf(string path) => Path.GetFullPath(path, _folder);

    public CacheFolder Cache(string machine) => new(PathOf(machine));

    /// <summary>The file of an object.</summary>
    public string ObjectPath(string name) => PathOf("remote/" + name);

    /// <summary>The objects of the remote cache, in order.</summary>
    public string[] Objects => [.. FilesBelow("remote").Keys];

    /// <summary>The objects of a machine's cache: its segments, as they are called on the store.</summary>
    public string[] SegmentsOf(string machine) => [.. Cache(machine).ListSegments().Select(RemoteLayout.OfSegment)];

    /// <summary>Pregenerates lines on a machine. Each step has a segment of its own.</summary>
    public PregenerationReport Pregenerate(string machine, int lines, int steps = 1, params string[] fonts)
    {
        PregenerationReport? report = null;
        for (var step = 1; step <= steps; step++)
        {
            var corpus = WriteCorpus(lines * step / steps);
            report = Pregenerator.Run(OptionsOf(machine, corpus, fonts.Length > 0 ? fonts : ["KhmerOS.ttf", "KhmerOSsiemreap.ttf"]));
        }

        return report!;
    }

    /// <summary>Writes the corpus of all machines: the first real lines.</summary>
    public string WriteCorpus(int lines)
    {
        File.WriteAllLines(PathOf("corpus.txt"), Lines[..lines]);
        return PathOf("corpus.txt");
    }

    /// <summary>The inputs of the plan that <see cref="Pregenerate"/> has made complete last.</summary>
    public string PlanOf(string machine) => PlanInputs.Of(OptionsOf(machine, PathOf("corpus.txt"), ["KhmerOS.ttf", "KhmerOSsiemreap.ttf"]))!.Inputs;

    /// <summary>The files that make up a cache, byte for byte; without the lock and the records of plans, which a remote cache has nothing of.</summary>
    public SortedDictionary<string, string> FilesOf(string machine)
    {
        var files = FilesBelow(machine);
        foreach (var name in files.Keys.Where(name => name == ".lock" || name.StartsWith("plans/", StringComparison.Ordinal)).ToArray())
        {
            files.Remove(name);
        }

        return files;
    }

    /// <summary>Changes a byte of a file in the middle, and leaves its length as it is.</summary>
    public static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SortedDictionary<string, string> FilesBelow(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(PathOf(folder)) ? Directory.GetFiles(PathOf(folder), "*", SearchOption.AllDirectories) : [])
        {
            files[Path.GetRelativePath(PathOf(folder), file).Replace('\\', '/')] = RemoteLayout.HashOf(File.ReadAllBytes(file));
        }

        return files;
    }

    private PregenerationOptions OptionsOf(string machine, string corpus, string[] fonts) => new()
    {
        CacheDirectory = PathOf(machine),
        Fonts = [.. fonts.Select(font => FontDescriptor.FromPath(Path.Combine(Repository, "fonts", "khmeros", font), Repository))],
        Splits = [new SplitDescriptor("train", [corpus])],
        Lint = LintMode.Never,
    };

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KhmerCache.Build.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run inside the repository.");
        }

        return folder;
    }
}
