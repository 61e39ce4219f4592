using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using KhmerCache.Benchmarks.Table;
using KhmerCache.Rendering.Raster;
using SkiaSharp;

namespace KhmerCache.Benchmarks.Exporting;

/// <summary>
/// How fast pictures are encoded, and whole exports are written: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- export</c>. QuickStart's lines to train from in the
/// KhmerOS fonts.
/// </summary>
internal static class ExportRates
{
    private const int Pictures = 3000;

    private static readonly string[] Formats = ["lmdb", "parquet", "webdataset", "png", "files"];

    /// <summary>Measures, and prints the tables of docs/exports.md.</summary>
    public static void Print()
    {
        var root = Directory.CreateTempSubdirectory("khmercache-export-");
        try
        {
            var cache = Path.Combine(root.FullName, "cache");
            Processes.Pregenerate(Corpus.Split.Files[0], Path.Combine(Corpus.Repository, "fonts", "khmeros", "*.ttf"), cache, jobs: 0);
            PrintEncoders(cache);
            PrintExports(cache, root.FullName);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static void PrintEncoders(string folder)
    {
        using var cache = ImageCache.Open(folder);
        var lines = File.ReadLines(Corpus.Split.Files[0]).Where(line => line.Length > 0).Distinct().ToArray();
        LineImage[] images = [.. Enumerable.Range(0, Pictures).Select(place => cache.GetImage(lines[place % lines.Length].Trim(), Corpus.Fonts[place % Corpus.Fonts.Length], imageHeight: 32))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Pictures:N0} pictures of {images.Average(image => image.Width):F0} × {images[0].Height} px on average, one thread"));
        Console.WriteLine();
        Console.WriteLine("| | images/s | bytes an image |");
        Console.WriteLine("|---|---|---|");
        Row("`PngImage`, what exports write", PngImage.Encode);
        foreach (var level in new[] { CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize })
        {
            Row($"the pixels alone by zlib of .NET {Environment.Version.Major}, `{level}`", image => Deflate(image, level, isFiltered: false));
        }

        Row($"zlib of .NET {Environment.Version.Major}, `Optimal`, filter *up*", image => Deflate(image, CompressionLevel.Optimal, isFiltered: true));
        Row($"SkiaSharp {typeof(SKBitmap).Assembly.GetName().Version?.ToString(3)}", EncodeWithSkia);
        Console.WriteLine();

        void Row(string what, Func<LineImage, byte[]> encode)
        {
            // Once for the compiler.
            _ = images.Sum(image => encode(image).Length);
            var watch = Stopwatch.StartNew();
            var bytes = images.Sum(image => (long)encode(image).Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {images.Length / watch.Elapsed.TotalSeconds:N0} | {(double)bytes / images.Length:N0} |"));
        }
    }

    private static void PrintExports(string cache, string root)
    {
        Console.WriteLine("| `--format` | images | seconds | images/s | MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var format in Formats)
        {
            var output = Path.Combine(root, format);
            var (json, seconds, _) = Processes.Khmercache("export", "--cache-dir", cache, "--format", format, "--output", output);
            var (images, bytes) = ((long)json["images"]!, new DirectoryInfo(output).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{format}` | {images:N0} | {seconds:F1} | {images / seconds:N0} | {bytes / 1e6:N0} |"));
        }
    }

    private static byte[] Deflate(LineImage image, CompressionLevel level, bool isFiltered)
    {
        var rows = new byte[image.Height * (1 + image.Width)];
        for (var y = 0; y < image.Height; y++)
        {
            var row = rows.AsSpan(y * (1 + image.Width), 1 + image.Width);
            image.Pixels.Slice(y * image.Width, image.Width).CopyTo(row[1..]);
            if (isFiltered)
            {
                row[0] = 2;
                for (var x = 0; y > 0 && x < image.Width; x++)
                {
                    row[1 + x] -= image.Pixels[((y - 1) * image.Width) + x];
                }
            }
        }

        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, level, leaveOpen: true))
        {
            deflate.Write(rows);
        }

        return data.ToArray();
    }

    private static byte[] EncodeWithSkia(LineImage image)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Gray8));
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixels.Slice(y * image.Width, image.Width).CopyTo(bitmap.GetPixelSpan()[(y * bitmap.RowBytes)..]);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
