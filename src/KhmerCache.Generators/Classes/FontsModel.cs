using KhmerCache.Generators.Inputs;

namespace KhmerCache.Generators.Classes;

/// <summary>What the class <c>KhmerFonts</c> is made of.</summary>
/// <param name="Place">Where it is put.</param>
/// <param name="Paths">How it finds its files.</param>
/// <param name="Fonts">The fonts in the order of <c>All</c>: ordinal by path, whatever the order in the project.</param>
/// <param name="Ambiguous">The names that several fonts ask for.</param>
internal sealed record FontsModel(ClassPlace Place, ProjectFiles Paths, EquatableArray<FontModel> Fonts, EquatableArray<AmbiguousName> Ambiguous)
{
    private const string DefaultStyle = "Regular";

    /// <summary>
    /// Takes the fonts out of what the build says. A font that stands there twice is one font. Its family and style are what the project says,
    /// else what the font file says, else the name of the file and <c>Regular</c>.
    /// </summary>
    public static FontsModel From(DescriptorFile file, ContentsFile? contents, ClassPlace place, ProjectFiles paths)
    {
        var fonts = file.Fonts
            .Where(font => font.Path.Length > 0)
            .GroupBy(font => font.Path, StringComparer.Ordinal)
            .OrderBy(font => font.Key, StringComparer.Ordinal)
            .ToList();
        var inFiles = contents?.Fonts.ToLookup(font => font.Path, StringComparer.Ordinal);
        var names = Naming.OfFonts(fonts.Select(font => font.Key));
        return new FontsModel(place, paths, new(fonts.Select(font => Describe(font.Key, font.Concat(inFiles?[font.Key] ?? [])))), names.Ambiguous);

        FontModel Describe(string path, IEnumerable<FontNames> sources)
        {
            var name = Naming.FontName(path);
            return new FontModel(
                names[path], name, path, FirstOf(sources.Select(source => source.Family), name), FirstOf(sources.Select(source => source.Style), DefaultStyle));
        }
    }

    private static string FirstOf(IEnumerable<string> values, string otherwise) => values.FirstOrDefault(value => value.Length > 0) ?? otherwise;
}
