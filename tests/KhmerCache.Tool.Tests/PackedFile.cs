using System.Formats.Tar;

namespace KhmerCache.Tool.Tests;

/// <summary>A packed cache as another program reads it.</summary>
internal static class PackedFile
{
    /// <summary>Its entries in order, with their contents.</summary>
    public static (TarEntry Entry, byte[] Content)[] Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new TarReader(stream);
        var entries = new List<(TarEntry, byte[])>();
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry, content.ToArray()));
        }

        return [.. entries];
    }
}
