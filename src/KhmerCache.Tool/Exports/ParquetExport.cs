using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// Parquet files in the layout of Hugging Face's <c>datasets</c>: <c>data/train-00000-of-00002.parquet</c> and so on, with the features in the schema's metadata, so that
/// <c>load_dataset</c> gives pictures, and a card that names the splits.
/// </summary>
internal static class ParquetExport
{
    /// <summary>What a reader holds at a time to show one row.</summary>
    private const int RowsPerGroup = 1000;

    private static readonly DataField<byte[]> Bytes = new("bytes");
    private static readonly DataField<string> FileName = new("path");
    private static readonly DataField<string> Text = new("text");
    private static readonly DataField<string> Font = new("font");
    private static readonly DataField<int> Width = new("width", nullable: false);
    private static readonly DataField<int> Height = new("height", nullable: false);
    private static readonly ParquetSchema Schema = new(new StructField("image", Bytes, FileName), Text, Font, Width, Height);

    public static void Run(ExportFolder folder, IReadOnlyList<ExportSplit> splits, int rowsPerFile, ExportProgress progress)
    {
        foreach (var split in splits)
        {
            var files = split.Images.Chunk(rowsPerFile).ToArray();
            foreach (var (number, images) in files.Index())
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"data/{split.Name}-{number:D5}-of-{files.Length:D5}.parquet");
                if (folder.Has(path))
                {
                    progress.Add(images.Length);
                    continue;
                }

                folder.Make(path, file => WriteAsync(file, images, progress).GetAwaiter().GetResult());
            }
        }

        folder.MakeText("README.md", CardOf(splits));
    }

    private static async Task WriteAsync(string file, ExportImage[] images, ExportProgress progress)
    {
        using var stream = File.Create(file, bufferSize: 1 << 20);

        // PNG files do not get smaller by being compressed once more.
        var writer = await ParquetWriter.CreateAsync(Schema, stream, new ParquetOptions { CompressionMethod = CompressionMethod.None }).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["huggingface"] = Features() };
            foreach (var rows in progress.Encode(images).Chunk(RowsPerGroup))
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(Bytes, Array.ConvertAll(rows, row => row.Png)).ConfigureAwait(false);
                await group.WriteAsync(FileName, Array.ConvertAll(rows, row => $"{row.Key}.png")).ConfigureAwait(false);
                await group.WriteAsync(Text, Array.ConvertAll(rows, row => row.Text)).ConfigureAwait(false);
                await group.WriteAsync(Font, Array.ConvertAll(rows, row => row.Recipe.FontPath)).ConfigureAwait(false);
                await group.WriteAsync<int>(Width, Array.ConvertAll(rows, row => row.Width)).ConfigureAwait(false);
                await group.WriteAsync<int>(Height, Array.ConvertAll(rows, row => row.Recipe.ImageHeight)).ConfigureAwait(false);
            }
        }
    }

    private static string Features() => new JsonObject
    {
        ["info"] = new JsonObject
        {
            ["features"] = new JsonObject
            {
                ["image"] = new JsonObject { ["_type"] = "Image" },
                ["text"] = Value("string"),
                ["font"] = Value("string"),
                ["width"] = Value("int32"),
                ["height"] = Value("int32"),
            },
        },
    }.ToJsonString();

    private static JsonObject Value(string type) => new() { ["dtype"] = type, ["_type"] = "Value" };

    private static string CardOf(IReadOnlyList<ExportSplit> splits)
    {
        var card = new StringBuilder("---\nconfigs:\n- config_name: default\n  data_files:\n");
        foreach (var split in splits)
        {
            card.Append(CultureInfo.InvariantCulture, $"  - split: {split.Name}\n    path: data/{split.Name}-*.parquet\n");
        }

        return card.Append("---\n\nPictures of text lines and their labels, exported by khmercache.\n").ToString();
    }
}
