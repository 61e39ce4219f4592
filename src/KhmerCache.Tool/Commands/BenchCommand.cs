using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Datasets;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>bench</c>: how fast this machine reads the cache, one thread, at random, checksums on.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private const int MaxImages = 200_000;
    private static readonly TimeSpan MeasuredTime = TimeSpan.FromSeconds(1.5);

    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    public BenchCommand()
        : base("bench", "Measure how fast images are read, at random on one thread.") => Options.Add(_cacheDirectory);

    public override string Example => "khmercache bench --cache-dir data/synthetic";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        folder.CheckExists();
        using var reader = CacheReader.Open(folder);
        var images = Sample(reader);
        if (images.Length == 0)
        {
            throw new KhmerCacheException(DiagnosticCodes.NoCache, "The cache holds no image to read. 'khmercache pregenerate' makes some.", folder.Directory);
        }

        var bytes = new byte[images.Max(image => image.Width * image.Height)];
        var floats = new float[bytes.Length];
        var decoded = Array.ConvertAll(images[..Math.Min(images.Length, 20_000)], image => image.ToImage().Pixels.ToArray());
        var u8 = Measure(images.Length, i => images[i].CopyTo(bytes), cancellationToken);
        var f32 = Measure(images.Length, i => images[i].CopyTo(floats), cancellationToken);
        var copy = Measure(decoded.Length, i => decoded[i].CopyTo(bytes, 0), cancellationToken);
        var stats = CacheInventory.Measure(reader);
        output.WriteResult(
            new JsonObject
            {
                ["read_u8_per_second"] = u8,
                ["read_f32_per_second"] = f32,
                ["memcpy_u8_per_second"] = copy,
                ["images"] = stats.TotalImages,
                ["bytes_per_image"] = stats.BytesPerImage,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{stats.TotalImages:N0} images, {stats.BytesPerImage} bytes each; read at random, one thread: {u8:N0}/s to 8-bit pixels, {f32:N0}/s to float32; copying decoded pixels: {copy:N0}/s"));
        return ExitCode.Good;
    }

    private static long Measure(int count, Action<int> read, CancellationToken cancellationToken)
    {
        // Long enough for the compiler to have its last word on the loop.
        var random = new SeededRandom(seed: 1, epoch: 0);
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 500;)
        {
            read(random.Next(count));
        }

        var done = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < MeasuredTime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < 1000; i++)
            {
                read(random.Next(count));
            }

            done += 1000;
        }

        return (long)(done / watch.Elapsed.TotalSeconds);
    }

    // Every image of a small cache, every n-th of a large one.
    private static CachedImage[] Sample(CacheReader reader)
    {
        var step = (int)(1 + reader.Index.Segments.Sum(segment => (long)segment.Images) / MaxImages);
        return [.. reader.ReadAll().Select(image => image.Image).Where((_, index) => index % step == 0)];
    }
}
