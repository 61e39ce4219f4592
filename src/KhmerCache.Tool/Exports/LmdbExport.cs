using System.Globalization;
using System.Text;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// An LMDB environment for each split, as deep-text-recognition-benchmark, PARSeq and PaddleOCR read it: <c>image-000000001</c> (PNG), <c>label-000000001</c> (UTF-8) and so on, counted
/// from 1, and <c>num-samples</c>.
/// </summary>
internal static class LmdbExport
{
    public static void Run(ExportFolder folder, IReadOnlyList<ExportSplit> splits, ExportProgress progress)
    {
        foreach (var split in splits)
        {
            var path = $"{split.Name}/data.mdb";
            if (folder.Has(path))
            {
                progress.Add(split.Images.Count);
                continue;
            }

            folder.Make(path, file => Write(file, split, progress));
        }
    }

    // In the order of the keys.
    private static void Write(string file, ExportSplit split, ExportProgress progress)
    {
        using var database = new LmdbFile(file);
        foreach (var (image, number) in progress.Encode(split.Images).Select((image, place) => (image, place + 1)))
        {
            database.Add(KeyOf("image", number), image.Png);
        }

        for (var number = 1; number <= split.Images.Count; number++)
        {
            database.Add(KeyOf("label", number), Encoding.UTF8.GetBytes(split.Images[number - 1].Text));
        }

        database.Add("num-samples", Encoding.UTF8.GetBytes(split.Images.Count.ToString(CultureInfo.InvariantCulture)));
        database.Complete();
    }

    private static string KeyOf(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number:D9}");
}
