namespace KhmerCache.Generators;

/// <summary>What the class <c>KhmerCacheInfo</c> is made of.</summary>
/// <param name="Namespace">The namespace of the class; blank for none.</param>
/// <param name="ProjectPath">The project's folder, as seen from the output folder.</param>
/// <param name="CachePath">The cache's folder, as seen from the project's folder.</param>
/// <param name="ImageHeight">The height of every image, in px.</param>
/// <param name="Seed">The seed, where one is set.</param>
internal sealed record InfoModel(string Namespace, string ProjectPath, string CachePath, int ImageHeight, long? Seed)
{
    /// <summary>Takes the settings out of <paramref name="file"/>.</summary>
    public static InfoModel From(DescriptorFile file) =>
        new(Identifiers.Namespace(file.Namespace), Folder(file.ProjectPath), Folder(file.CachePath), file.ImageHeight, file.Seed);

    /// <summary>Without the slash at its end, and never empty; the root is nothing but its slash.</summary>
    private static string Folder(string path) => (path.Length, path.TrimEnd('/')) switch
    {
        (0, _) => ".",
        (_, "") => "/",
        (_, var folder) => folder,
    };
}
