using System.Text;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// A folder for each split: <c>images/&lt;first two digits&gt;/&lt;key&gt;.png</c>, and <c>labels.txt</c> with path, tab and label on each line, as PaddleOCR's <c>rec_gt.txt</c>. The
/// labels come last.
/// </summary>
internal static class PngExport
{
    // The last chunk of a PNG file, with its checksum.
    private static readonly byte[] End = [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    public static void Run(ExportFolder folder, IReadOnlyList<ExportSplit> splits, ExportProgress progress)
    {
        foreach (var split in splits)
        {
            if (folder.Has($"{split.Name}/labels.txt"))
            {
                progress.Add(split.Images.Count);
                continue;
            }

            var missing = split.Images.Where(image => !IsWhole(folder.PathOf($"{split.Name}/{PathOf(image.Key)}"))).ToList();
            progress.Add(split.Images.Count - missing.Count);
            foreach (var image in progress.Encode(missing))
            {
                var file = folder.PathOf($"{split.Name}/{PathOf(image.Key)}");
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, image.Png);
            }

            folder.Make($"{split.Name}/labels.txt", file =>
                File.WriteAllLines(file, split.Images.Select(image => $"{PathOf(image.Key)}\t{image.Text}"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        }
    }

    private static string PathOf(CacheKey key) => key.ToString() is var name ? $"images/{name[..2]}/{name}.png" : "";

    // Files are written from their beginning: one that has its end is whole. To give each its name only then would take as long as writing it.
    private static bool IsWhole(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length < End.Length)
        {
            return false;
        }

        using var stream = file.OpenRead();
        Span<byte> end = stackalloc byte[End.Length];
        stream.Position = file.Length - end.Length;
        stream.ReadExactly(end);
        return end.SequenceEqual(End);
    }
}
