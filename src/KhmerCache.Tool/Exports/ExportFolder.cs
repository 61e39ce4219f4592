using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// The folder of an export, with a note of what it is of: files that are complete are not made again, and those of another cache are not taken for them. Files get their names when
/// they are complete.
/// </summary>
internal sealed class ExportFolder
{
    private const string NoteName = "khmercache-export.json";
    private const string Unfinished = ".part";

    /// <summary>What the bytes of a picture follow from besides its pixels: zlib may pack otherwise in another version of .NET.</summary>
    private static readonly string Encoder = $"PNG, 8-bit grey, zlib of .NET {Environment.Version.Major}.{Environment.Version.Minor}";

    private readonly string _directory;

    private ExportFolder(string directory) => _directory = directory;

    /// <summary>Opens the folder for an export, and makes it where there is none.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="format">The format, with all that its files follow from besides the images.</param>
    /// <param name="splits">What is exported.</param>
    /// <param name="rasterizerOf">What has drawn the masks of a recipe's images; null where that is not known.</param>
    /// <exception cref="KhmerCacheException">The folder has something else in it, such as the export of another cache, or of what this one was before.</exception>
    public static ExportFolder Open(string directory, string format, IReadOnlyList<ExportSplit> splits, Func<Recipe, string?> rasterizerOf)
    {
        var note = ReadableJson.Of(new JsonObject
        {
            ["format"] = format,
            ["encoder"] = Encoder,
            ["splits"] = new JsonObject(splits.Select(split => KeyValuePair.Create(split.Name, (JsonNode?)split.Images.Count))),
            ["images"] = DigestOf(splits, rasterizerOf),
        }) + "\n";
        var file = Path.Combine(directory, NoteName);
        if (splits.FirstOrDefault(split => split.Name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || split.Name.StartsWith('.')) is { } unspeakable)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The split '{unspeakable.Name}' can't be the name of a folder. Rename it.");
        }

        if (File.Exists(directory))
        {
            throw Refused("--output: this is a file. Name a folder.", directory);
        }

        if (!File.Exists(file) && Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw Refused("--output: the folder is not empty, and what is in it is no export. Name another one.", directory);
        }

        if (File.Exists(file) && File.ReadAllText(file) is var before && before != note)
        {
            throw Refused($"--output: the folder has an export of other images{FormatOf(before)}. Delete it, or name another folder.", directory);
        }

        Directory.CreateDirectory(directory);
        File.WriteAllText(file, note);
        return new ExportFolder(directory);
    }

    /// <summary>A path in the folder.</summary>
    /// <param name="path">The path, relative to the folder, with slashes.</param>
    public string PathOf(string path) => Path.Combine(_directory, path);

    /// <summary>Whether a file is there, and complete.</summary>
    /// <param name="path">The file, relative to the folder.</param>
    public bool Has(string path) => File.Exists(PathOf(path));

    /// <summary>Makes a file that has its name once it is complete.</summary>
    /// <param name="path">The file, relative to the folder.</param>
    /// <param name="write">Writes it to the path that it is given.</param>
    public void Make(string path, Action<string> write)
    {
        var file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        write(file + Unfinished);
        File.Move(file + Unfinished, file, overwrite: true);
    }

    /// <summary>Makes a text file, UTF-8.</summary>
    /// <param name="path">The file, relative to the folder.</param>
    /// <param name="text">The text.</param>
    public void MakeText(string path, string text) => Make(path, file => File.WriteAllText(file, text));

    // All that the pictures and what is told of them follow from: a font may move and keep its bytes, and another rasteriser draws other pixels at the same width.
    private static string DigestOf(IReadOnlyList<ExportSplit> splits, Func<Recipe, string?> rasterizerOf)
    {
        var hash = new XxHash128();
        var madeBy = new Dictionary<Recipe, string>();
        foreach (var split in splits)
        {
            hash.Append(Encoding.UTF8.GetBytes($"{split.Name}\n"));
            foreach (var image in split.Images)
            {
                if (!madeBy.TryGetValue(image.Recipe, out var how))
                {
                    madeBy[image.Recipe] = how = $"{image.Recipe.FontPath}\n{image.Recipe.Id}\n{rasterizerOf(image.Recipe)}";
                }

                hash.Append(Encoding.UTF8.GetBytes($"{image.Text}\n{how}\n{image.Image.Width}\n"));
                if (image.Recipe.IsPixels)
                {
                    hash.Append(image.Image.ToImage().Pixels);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string FormatOf(string note)
    {
        try
        {
            return JsonNode.Parse(note)?["format"] is { } format ? $", or in another way ({format})" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static KhmerCacheException Refused(string message, string directory) => new(DiagnosticCodes.Configuration, message, directory);
}
