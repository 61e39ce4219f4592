using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Classes;

/// <summary>Writes the class <c>KhmerFonts</c>.</summary>
internal static class FontsEmitter
{
    private const string FontDescriptor = "global::KhmerCache.FontDescriptor";

    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(FontsModel model)
    {
        var generated = new GeneratedClass(model.Place, ClassNames.Fonts, "The fonts of this project, one for each <c>KhmerFont</c>.");
        foreach (var font in model.Fonts)
        {
            generated.Add(
                $"{GeneratedClass.Comment(font.Family)}, {GeneratedClass.Comment(font.Style)}: <c>{GeneratedClass.Comment(font.Path)}</c>",
                $"public static {FontDescriptor} {font.Identifier} {{ get; }} = new {FontDescriptor}(",
                $"    {GeneratedClass.Literal(font.Name)},",
                $"    {GeneratedClass.Literal(font.Path)},",
                $"    {InfoEmitter.PathInProject(font.Path, model.Paths)},",
                $"    {GeneratedClass.Literal(font.Family)},",
                $"    {GeneratedClass.Literal(font.Style)});");
        }

        generated.AddAmbiguous(FontDescriptor, model.Ambiguous);
        generated.AddAll("All fonts, ordinal by path.", FontDescriptor, model.Fonts.Select(font => font.Identifier));
        return generated.ToSourceText();
    }
}
