namespace KhmerCache.Generators;

/// <summary>What the class <c>KhmerFonts</c> is made of.</summary>
/// <param name="Namespace">The namespace of the class; blank for none.</param>
/// <param name="Fonts">The fonts in the order of <c>All</c>: ordinal by path, whatever the order in the project.</param>
internal sealed record FontsModel(string Namespace, EquatableArray<FontModel> Fonts)
{
    /// <summary>Takes the fonts out of <paramref name="file"/>. A font that stands there twice is one font.</summary>
    public static FontsModel From(DescriptorFile file)
    {
        var paths = file.FontPaths.Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).OrderBy(path => path, StringComparer.Ordinal).ToList();
        var identifiers = Identifiers.Assign(paths, NameOf, path => path);
        return new FontsModel(
            Identifiers.Namespace(file.Namespace),
            new(paths.Select(path => new FontModel(identifiers[path], NameOf(path), path))));
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
