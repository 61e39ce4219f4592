using KhmerCache.Generators.Inputs;

namespace KhmerCache.Generators.Classes;

/// <summary>What the class <c>KhmerCacheInfo</c> is made of.</summary>
/// <param name="Place">Where it is put.</param>
/// <param name="ProjectPath">The project's folder, as seen from the output folder.</param>
/// <param name="CachePath">The cache's folder, as seen from the project's folder.</param>
/// <param name="ImageHeight">The height of every image, in px.</param>
/// <param name="Seed">The seed, where one is set.</param>
/// <param name="ContentDigest">The digest of the content that the project is locked to, where it is.</param>
/// <param name="ProjectFile">The name of the project file, by which its folder is known.</param>
/// <param name="LibraryDirectory">The folder of a library's project on this machine; blank for a program, and where a build must not tell.</param>
internal sealed record InfoModel(ClassPlace Place, string ProjectPath, string CachePath, int ImageHeight, long? Seed, string? ContentDigest, string ProjectFile, string LibraryDirectory)
{
    /// <summary>Takes the settings out of <paramref name="file"/>, and the digest out of <paramref name="lockFile"/>.</summary>
    public static InfoModel From(DescriptorFile file, LockFile? lockFile, ClassPlace place) =>
        new(place, Folder(file.ProjectPath), Folder(file.CachePath), file.ImageHeight, file.Seed, lockFile?.ContentDigest, file.ProjectFile, file.LibraryDirectory);

    /// <summary>Without the slash at its end, and never empty; the root is nothing but its slash.</summary>
    private static string Folder(string path) => (path.Length, path.TrimEnd('/')) switch
    {
        (0, _) => ".",
        (_, "") => "/",
        (_, var folder) => folder,
    };
}
