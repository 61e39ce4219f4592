using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Generators.Classes;

namespace KhmerCache.Generators.Tests;

/// <summary>Names of any font files, with a liking for what is hard: Khmer with its coeng and its invisible spaces, keywords, marks, emoji, halves of surrogate pairs.</summary>
public class NamingAnything
{
    private static readonly Gen<string> Fragments = Gen.Frequency(
        (4, Gen.Elements("Moul", "moul", "khmer", "OS", "class", "event", "All", "Equals", "ToString", "KhmerFonts", "_", "-", " ", ".", "7", "&", "<", "\"", "\\", "{", "%")),
        (4, Gen.Elements("ខ្មែរ", "\u17D2", "\u17B6", "\u200B", "\u200D", "\u00AD", "\u202E", "\u0301", "é", "ı", "İ", "ß", "ǆ", "ﬁ", "ª", "Ⅷ", "１", "𝒜", "😀", "\uD83D", "\uDE00")),
        (2, Gen.Elements("\u0001", "\u0085", "\u2028", "\u2029", "\uFFFE", "\uFEFF", "*/", "//", "///", "\u0007")),
        (1, ArbMap.Default.GeneratorFor<char>().Where(IsInFileNames).Select(character => character.ToString())));

    private static readonly Gen<string> Names = Gen.ListOf(Fragments).Select(string.Concat).Resize(6);

    // What the build writes is trimmed, and so are metadata of MSBuild.
    private static readonly Gen<string> Paths =
        from folder in Gen.Elements("", "fonts/", "../../fonts/khmeros/", "a b/", "ខ្មែរ/", "7/", "FONTS/")
        from name in Names
        from extension in Gen.Elements(".ttf", ".otf", "")
        select (folder + name.Replace('\\', '/') + extension).Trim();

    private static readonly Arbitrary<string[]> Projects = Gen.ListOf(Paths).Resize(30)
        .Select(paths => paths.Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).ToArray()).ToArbitrary();

    [Property(MaxTest = 60)]
    public Property Whatever_the_files_are_called_the_code_compiles() => Prop.ForAll(Projects, paths =>
    {
        var fonts = paths.Select(path => $"font\t{path}\t{path}\t{path}");
        var corpora = paths.Select(path => $"corpus\t{path}\t{path}");
        var file = new InputFile("KhmerCache.descriptors.txt", string.Join('\n', ["format\t2", "namespace\tAny", .. fonts, .. corpora]));

        var consumer = new Generation(file).Load();

        Assert.Equal(paths.Order(StringComparer.Ordinal), Fonts(consumer).Select(font => font.Path));
        Assert.Equal(Fonts(consumer).Select(font => font.Path), Fonts(consumer).Select(font => font.Family));
    });

    [Property(MaxTest = 500)]
    public Property Each_font_has_a_name_of_its_own() => Prop.ForAll(Projects, paths =>
    {
        var naming = Naming.OfFonts(paths);

        string[] names = [.. paths.Select(path => naming[path]), .. naming.Ambiguous.Select(name => name.Identifier)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.True(Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name), name));
    });

    [Property(MaxTest = 500)]
    public Property A_font_that_is_added_changes_no_name_but_that_of_its_namesakes() => Prop.ForAll(Projects, Paths.ToArbitrary(), (paths, added) =>
    {
        var (before, after) = (Naming.OfFonts(paths), Naming.OfFonts(paths.Append(added).Distinct(StringComparer.Ordinal)));
        var asked = Identifiers.FromName(Naming.FontName(added));

        Assert.All(paths, path => Assert.True(before[path] == after[path] || Identifiers.FromName(Naming.FontName(path)) == asked, $"{path}: {before[path]}, {after[path]}"));
    });

    private static bool IsInFileNames(char character) => character is not ('\0' or '/' or '\n' or '\r' or '\t');

    private static System.Collections.Immutable.ImmutableArray<FontDescriptor> Fonts(System.Reflection.Assembly consumer) =>
        (System.Collections.Immutable.ImmutableArray<FontDescriptor>)consumer.GetType("Any.KhmerFonts", throwOnError: true)!.GetProperty("All")!.GetValue(null)!;
}
