using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace KhmerCache.Packages.Tests;

/// <summary>The files of a package, by the paths that they have in it.</summary>
internal sealed class PackageContent
{
    private readonly string _file;
    private readonly Dictionary<string, long> _compressedSizes;

    private PackageContent(string file, Dictionary<string, long> compressedSizes)
    {
        _file = file;
        _compressedSizes = compressedSizes;
    }

    /// <summary>The paths of all files but those that describe the package to zip readers.</summary>
    public IEnumerable<string> Files => _compressedSizes.Keys
        .Where(path => path != "[Content_Types].xml" && !path.StartsWith("_rels/", StringComparison.Ordinal) && !path.StartsWith("package/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static PackageContent Read(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        return new(file, archive.Entries.ToDictionary(entry => Uri.UnescapeDataString(entry.FullName), entry => entry.CompressedLength));
    }

    /// <summary>The files in a folder, by their paths relative to it.</summary>
    public IEnumerable<string> FilesIn(string folder) => Files
        .Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
        .Select(path => path[(folder.Length + 1)..]);

    /// <summary>The bytes that a file takes in the package.</summary>
    public long CompressedSizeOf(string path) => _compressedSizes[path];

    public byte[] BytesOf(string path)
    {
        using var archive = ZipFile.OpenRead(_file);
        var entry = archive.Entries.Single(entry => Uri.UnescapeDataString(entry.FullName) == path);
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public string TextOf(string path) => Encoding.UTF8.GetString(BytesOf(path)).TrimStart('\uFEFF');

    public PEReader AssemblyOf(string path) => new([.. BytesOf(path)]);

    /// <summary>The names of the assemblies that an assembly references.</summary>
    public ImmutableArray<string> ReferencesOf(string path)
    {
        using var assembly = AssemblyOf(path);
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
