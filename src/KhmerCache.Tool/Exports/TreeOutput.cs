using System.Text.Json;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// The folder that a tree of the Python system is written to. It has no room for a note of ours, as other exports have one, so what lies there has to look like this very tree, or a part of
/// it: nothing that is somebody else's is replaced, and nothing stays that no index leads to.
/// </summary>
internal sealed class TreeOutput
{
    private const string Unfinished = ".part";
    private const int StartOfIndex = 4096;

    private readonly string _directory;

    private TreeOutput(string directory) => _directory = directory;

    /// <summary>Takes a folder for a tree, and makes it where there is none. An index that is there goes first: until the new one comes, the tree is not taken for whole.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="images">What will be in the tree.</param>
    /// <exception cref="KhmerCacheException">It is a file, another cache, a tree of other images, or has anything else in it.</exception>
    public static TreeOutput Open(string directory, IReadOnlyList<ExportImage> images)
    {
        if (File.Exists(directory))
        {
            throw Refused("this is a file. Name a folder.", directory);
        }

        var tree = new TreeOutput(directory);
        if (Directory.Exists(directory))
        {
            tree.Check(images.Select(image => image.Key.ToString()).ToHashSet(StringComparer.Ordinal));
        }

        Directory.CreateDirectory(tree.PathOf("images"));
        Directory.CreateDirectory(tree.PathOf("metadata"));
        File.Delete(tree.PathOf(CacheFolder.ManifestName));
        return tree;
    }

    /// <summary>Writes a file of the tree; one that has these bytes already is left as it is.</summary>
    /// <param name="path">The file, relative to the folder.</param>
    /// <param name="content">Its bytes.</param>
    public void Write(string path, byte[] content)
    {
        var file = PathOf(path);
        if (!Holds(file, content))
        {
            File.WriteAllBytes(file, content);
        }
    }

    /// <summary>Writes the index, under its name once it is complete.</summary>
    /// <param name="content">Its bytes.</param>
    public void WriteIndex(byte[] content)
    {
        var file = PathOf(CacheFolder.ManifestName);
        File.WriteAllBytes(file + Unfinished, content);
        File.Move(file + Unfinished, file, overwrite: true);
    }

    private string PathOf(string path) => Path.Combine(_directory, path);

    private void Check(HashSet<string> keys)
    {
        foreach (var entry in new DirectoryInfo(_directory).EnumerateFileSystemInfos())
        {
            var isExpected = entry.LinkTarget is null && entry.Name switch
            {
                "images" or "metadata" => entry is DirectoryInfo,
                CacheFolder.ManifestName or CacheFolder.ManifestName + Unfinished => entry is FileInfo,
                _ => false,
            };
            if (!isExpected)
            {
                throw Refused($"the folder has '{entry.Name}' in it, which is no part of a tree. Name another folder.", _directory);
            }
        }

        if (!IsIndexOfTree(PathOf(CacheFolder.ManifestName)))
        {
            throw Refused("this is the folder of a cache, and its manifest would be replaced. Name another folder.", _directory);
        }

        CheckFiles("images", ".png", keys);
        CheckFiles("metadata", ".json", keys);
    }

    private void CheckFiles(string folder, string extension, HashSet<string> keys)
    {
        if (!Directory.Exists(PathOf(folder)))
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(PathOf(folder)).EnumerateFileSystemInfos())
        {
            if (entry is not FileInfo || entry.LinkTarget is not null || entry.Extension != extension || !keys.Contains(Path.GetFileNameWithoutExtension(entry.Name)))
            {
                throw Refused($"the folder has a tree of other images: '{folder}/{entry.Name}' is none of these. Delete it, or name another folder.", _directory);
            }
        }
    }

    // The keys of a tree's index are those of images; the manifest of a cache has names of fields there. An index that was cut short, or is none, is made anew.
    private static bool IsIndexOfTree(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        using var stream = File.OpenRead(path);
        var start = new byte[StartOfIndex];
        var reader = new Utf8JsonReader(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)), isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && (reader.TokenType == JsonTokenType.EndObject || (reader.GetString() is { Length: 32 } key && key.All(char.IsAsciiHexDigitLower)));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Holds(string file, byte[] content)
    {
        var info = new FileInfo(file);
        return info.Exists && info.Length == content.Length && File.ReadAllBytes(file).AsSpan().SequenceEqual(content);
    }

    private static KhmerCacheException Refused(string message, string directory) => new(DiagnosticCodes.Configuration, $"--output: {message}", directory);
}
