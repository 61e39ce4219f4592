using BenchmarkDotNet.Attributes;
using KhmerCache.Loading;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks;

/// <summary>One image at random on one thread, checksums on; beside it loops over pixels that were decoded before. None of them allocates.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const int Images = 20_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("khmercache-").FullName;
    private CacheReader _reader = null!;
    private ImageCache _cache = null!;
    private CachedImage[] _images = null!;
    private (string Text, FontDescriptor Font)[] _asked = null!;
    private byte[][] _decoded = null!;
    private byte[] _bytes = null!;
    private float[] _floats = null!;
    private int _next;

    /// <summary>Makes the cache, and an order to read it in.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Pregenerator.Run(new PregenerationOptions { CacheDirectory = _directory, Fonts = Corpus.Fonts, Splits = [Corpus.Split] });
        _reader = CacheReader.Open(new CacheFolder(_directory));
        _cache = ImageCache.Open(_directory);
        var all = _reader.ReadAll().ToArray();
        new Random(1).Shuffle(all);
        var sample = all[..Images];
        _images = Array.ConvertAll(sample, image => image.Image);
        _asked = Array.ConvertAll(sample, image => (image.Text, FontDescriptor.FromPath(image.Recipe.FontPath, Corpus.Repository)));
        _decoded = Array.ConvertAll(_images, image => image.ToImage().Pixels.ToArray());
        _bytes = new byte[_decoded.Max(pixels => pixels.Length)];
        _floats = new float[_bytes.Length];
    }

    /// <summary>Deletes the cache.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _cache.Dispose();
        _reader.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Copies pixels that are in memory already.</summary>
    [Benchmark(Baseline = true)]
    public void CopyDecodedPixels() => _decoded[Next()].CopyTo(_bytes, 0);

    /// <summary>Turns pixels that are in memory already into float32 in [-1, 1].</summary>
    [Benchmark]
    public void NormalizeDecodedPixels() => PixelNormalizer.Normalize(_decoded[Next()], _floats);

    /// <summary>Decodes to 8-bit pixels.</summary>
    [Benchmark]
    public void ReadPixels() => _images[Next()].CopyTo(_bytes);

    /// <summary>Finds an image by its text, and decodes it to 8-bit pixels.</summary>
    [Benchmark]
    public void FindAndReadPixels()
    {
        var (text, font) = _asked[Next()];
        _ = _cache.TryFind(text, font, imageHeight: 32, out var image);
        image.CopyTo(_bytes);
    }

    /// <summary>Decodes to float32 in [-1, 1].</summary>
    [Benchmark]
    public void ReadNormalized() => _images[Next()].CopyTo(_floats);

    private int Next() => _next = _next + 1 < Images ? _next + 1 : 0;
}
