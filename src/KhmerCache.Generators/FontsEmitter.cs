using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators;

/// <summary>Writes the class <c>KhmerFonts</c>.</summary>
internal static class FontsEmitter
{
    private const string FontDescriptor = "global::KhmerCache.FontDescriptor";

    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(FontsModel model)
    {
        var generated = new GeneratedClass(model.Namespace, "KhmerFonts", "The fonts of this project, one for each <c>KhmerFont</c>.");
        foreach (var font in model.Fonts)
        {
            var path = GeneratedClass.Literal(font.Path);
            generated.Add(
                $"<c>{GeneratedClass.Comment(font.Path)}</c>",
                $"public static {FontDescriptor} {font.Identifier} {{ get; }} =",
                $"    new {FontDescriptor}({GeneratedClass.Literal(font.Name)}, {path}, KhmerCacheInfo.PathInProject({path}));");
        }

        generated.AddAll("All fonts, ordinal by path.", FontDescriptor, model.Fonts.Select(font => font.Identifier));
        return generated.ToSourceText();
    }
}
