using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary>Tar shards as WebDataset reads them: <c>train-000000.tar</c> and so on, each sample as <c>&lt;key&gt;.png</c>, <c>.txt</c> and <c>.json</c>. No file has a time or an owner.</summary>
internal static class WebDatasetExport
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void Run(ExportFolder folder, IReadOnlyList<ExportSplit> splits, int samplesPerShard, ExportProgress progress)
    {
        foreach (var split in splits)
        {
            foreach (var (shard, images) in split.Images.Chunk(samplesPerShard).Index())
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{split.Name}-{shard:D6}.tar");
                if (folder.Has(path))
                {
                    progress.Add(images.Length);
                    continue;
                }

                folder.Make(path, file => Write(file, images, progress));
            }
        }
    }

    private static void Write(string file, ExportImage[] images, ExportProgress progress)
    {
        using var stream = File.Create(file, bufferSize: 1 << 20);
        using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
        foreach (var image in progress.Encode(images))
        {
            Add(tar, $"{image.Key}.png", image.Png);
            Add(tar, $"{image.Key}.txt", Encoding.UTF8.GetBytes(image.Text));
            Add(tar, $"{image.Key}.json", Encoding.UTF8.GetBytes(ReadableJson.Of(new JsonObject
            {
                ["text"] = image.Text,
                ["font_path"] = image.Recipe.FontPath,
                ["image_height"] = image.Recipe.ImageHeight,
                ["image_width"] = image.Width,
                ["cache_key"] = image.Key.ToString(),
            })));
        }
    }

    private static void Add(TarWriter tar, string name, byte[] content) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(content),
        ModificationTime = DateTimeOffset.UnixEpoch,
        Mode = ReadableByAll,
    });
}
