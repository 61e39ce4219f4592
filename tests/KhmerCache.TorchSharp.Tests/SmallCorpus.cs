using KhmerCache.Datasets;
using KhmerCache.Loading;
using KhmerCache.Rendering;

namespace KhmerCache.TorchSharp.Tests;

/// <summary>The first unseen words of the sample, in a cache of their own that draws them when they are asked for.</summary>
internal sealed class SmallCorpus : IDisposable
{
    public const int Height = 32;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("KhmerCache.TorchSharp.Tests.");
    private readonly LineRenderer _renderer = new();
    /// <param name="words">How many words.</param>
    /// <param name="others">Lines after them.</param>
    public SmallCorpus(int words, params string[] others)
    {
        var file = Path.Combine(_folder.FullName, "train.txt");
        File.WriteAllLines(file, Repository.CorpusOfTheSample("unseen.txt").Take(words).Concat(others));
        Split = new SplitDescriptor("train", [file]);
        Cache = ImageCache.Open(Path.Combine(_folder.FullName, "cache"), new ImageCacheOptions { Renderer = _renderer });
        Dataset = KhmerCorpusDataset.Open(Cache, Split, Repository.Fonts, new KhmerCorpusDatasetOptions { ImageHeight = Height });
        Vocabulary = Vocabulary.FromTexts(Dataset.GetTextSample(words));
    }

    public string Folder => _folder.FullName;

    public SplitDescriptor Split { get; }

    public ImageCache Cache { get; }

    public KhmerCorpusDataset Dataset { get; }

    public Vocabulary Vocabulary { get; }

    public BatchLoader Load(int batchSize, bool withTargets = true, BatchPixels pixels = BatchPixels.Normalized) =>
        new(Dataset, new BatchLoaderOptions { BatchSize = batchSize, Shuffle = true, Pixels = pixels, Vocabulary = withTargets ? Vocabulary : null });

    public void Dispose()
    {
        Cache.Dispose();
        _renderer.Dispose();
        _folder.Delete(recursive: true);
    }
}
