using System.Collections.Immutable;
using System.Text;
using KhmerCache.Datasets;
using KhmerCache.Remote.Copies;
using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;
using KhmerCache.Tests;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>A corpus whose cache has many segments, one for each of equal ranges of text hashes, and was pushed to a folder that serves as the store. All of it is gone after the test.</summary>
internal sealed class RemoteCorpus : IDisposable
{
    public const int Segments = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly List<ImageCache> _caches = [];

    public RemoteCorpus(int count = 400)
    {
        Texts = [.. Enumerable.Range(0, count).Select(Text)];
        Write("origin", Texts);
        Push("origin");
    }

    public static ImmutableArray<FontDescriptor> Fonts { get; } = [SmallCache.Font("a.ttf"), SmallCache.Font("b.ttf")];

    public ImmutableArray<string> Texts { get; }

    public RemoteAddress Address => RemoteAddress.Parse(new Uri(PathOf("remote")).AbsoluteUri);

    public string Remote => new Uri(PathOf("remote")).AbsoluteUri;

    public CacheFolder Origin => new(PathOf("origin"));

    public CacheFolder Local => new(PathOf("local"));

    public Manifest Manifest => Manifest.Read(Origin)!;

    /// <summary>The lines of the manifest, in the order of their texts' hashes.</summary>
    public ManifestSegment[] Lines => [.. Manifest.Segments.Where(segment => CacheFolder.IsLines(segment.File)).OrderBy(segment => segment.TextHashes.First)];

    public long GlyphBytes => Manifest.Segments.Where(segment => !CacheFolder.IsLines(segment.File)).Sum(segment => segment.Bytes);

    public string PathOf(string path) => Path.Combine(_folder.Path, path);

    public string ObjectPath(string segment) => PathOf($"remote/segments/{segment}");

    public static string Text(int number) => string.Concat(Enumerable.Repeat("កខគឃ", 1 + number * 7 % 9)) + number;

    /// <summary>A text that lies in a segment.</summary>
    public string TextIn(ManifestSegment segment) => Texts.First(text => segment.TextHashes.Holds(TextHash.Of(Encoding.UTF8.GetBytes(text))));

    /// <summary>Makes a cache of lines, cut by equal ranges of hashes.</summary>
    public CacheFolder Write(string name, IEnumerable<string> texts, int ranges = Segments)
    {
        var folder = new CacheFolder(PathOf(name));
        var writer = new CacheWriter(folder);
        var recipes = Fonts.Select(font => SmallCache.RecipeOf(font.Path)).ToArray();
        writer.WriteGlyphs(SmallCache.Masks(recipes[0]));
        foreach (var range in texts.Select(text => SmallCache.Line(text, recipes)).GroupBy(line => HashRange.PlaceOf(line.TextHash, ranges)))
        {
            writer.WriteLines([.. range]);
        }

        writer.Commit(recipes, SmallCache.Rasterizer);
        return folder;
    }

    public void Push(string name) => RemotePush.RunAsync(Address, PathOf(name)).GetAwaiter().GetResult();

    /// <summary>Opens the remote cache by a copy, through a store that a test can hold back.</summary>
    public ImageCache Open(GatedStore? store = null, RemoteCacheOptions? options = null, string local = "local")
    {
        var cache = RemoteCopyOpener.Open((IObjectStore?)store ?? new FolderStore(Address), PathOf(local), options ?? new RemoteCacheOptions());
        _caches.Add(cache);
        return cache;
    }

    public ImageCache OpenOrigin()
    {
        var cache = ImageCache.Open(Origin.Directory);
        _caches.Add(cache);
        return cache;
    }

    public GatedStore Gate(Func<string, bool>? isHeld = null) => new(new FolderStore(Address)) { IsHeld = isHeld ?? (name => name.Contains("/lines/", StringComparison.Ordinal)) };

    public KhmerCorpusDataset Dataset(ImageCache cache, KhmerCorpusDatasetOptions? options = null) =>
        KhmerCorpusDataset.Open(cache, new SplitDescriptor("train", [_folder.File("train.corpus", Encoding.UTF8.GetBytes(string.Join('\n', Texts)))]), Fonts, options);

    /// <summary>Fails where an image of the cache differs from the picture that it is to be, drawn here.</summary>
    public static void AssertShows(ImageCache cache, string text, FontDescriptor font)
    {
        Assert.True(cache.TryGetImage(text, font, SmallCache.ImageHeight, out var image), text);
        Assert.Equal(SmallCache.Draw(SmallCache.RecipeOf(font.Path), SmallCache.Run(text)), image.Pixels);
    }

    public void AssertShowsAll(ImageCache cache) => Assert.All(Texts, text => Assert.All(Fonts, font => AssertShows(cache, text, font)));

    /// <summary>Returns when the copy has its manifest.</summary>
    public void WaitUntilComplete(string local = "local") =>
        Assert.True(
            SpinWait.SpinUntil(() => File.Exists(new CacheFolder(PathOf(local)).ManifestPath) && RemoteCopy.Read(new CacheFolder(PathOf(local)))?.Complete is not null, TimeSpan.FromMinutes(2)),
            "The copy does not become complete.");

    /// <summary>The files of a cache with their digests, but for lock and the note of the remote.</summary>
    public SortedDictionary<string, string> FilesOf(string name)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(PathOf(name), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is not (".lock" or CacheFolder.RemoteCopyName))
            {
                files[Path.GetRelativePath(PathOf(name), file)] = RemoteLayout.HashOf(File.ReadAllBytes(file));
            }
        }

        return files;
    }

    public void Dispose()
    {
        _caches.ForEach(cache => cache.Dispose());
        _folder.Dispose();
    }
}
