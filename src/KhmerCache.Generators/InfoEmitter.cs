using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators;

/// <summary>Writes the class <c>KhmerCacheInfo</c>.</summary>
internal static class InfoEmitter
{
    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(InfoModel model)
    {
        var generated = new GeneratedClass(model.Namespace, "KhmerCacheInfo", "Where the cache of this project is, and how its images are made.");
        generated.Add(
            "The height of every image, in px.",
            $"public const int ImageHeight = {model.ImageHeight.ToString(CultureInfo.InvariantCulture)};");
        if (model.Seed is { } seed)
        {
            generated.Add("The seed of every choice that is left to chance.", $"public const long Seed = {seed.ToString(CultureInfo.InvariantCulture)};");
        }

        generated.Add(
            "The folder of the project, found from the folder that the program was built into.",
            "public static string ProjectDirectory { get; } = FindProjectDirectory();");
        generated.Add("The folder of the cache.", $"public static string Directory {{ get; }} = PathInProject({GeneratedClass.Literal(model.CachePath)});");
        generated.Add(
            "The full path of a file of this project.",
            "public static string PathInProject(string path) =>",
            "    global::System.IO.Path.GetFullPath(global::System.IO.Path.Combine(ProjectDirectory, path));");
        generated.Add(
            "For programs that run elsewhere, such as published ones: implement it to say where the project's files are.",
            "static partial void LocateProjectDirectory(ref string projectDirectory);");
        generated.Add(
            "The folder of the project as seen from that of the program.",
            "private static string FindProjectDirectory()",
            "{",
            $"    var projectDirectory = global::System.IO.Path.GetFullPath(global::System.IO.Path.Combine(global::System.AppContext.BaseDirectory, {GeneratedClass.Literal(model.ProjectPath)}));",
            "    LocateProjectDirectory(ref projectDirectory);",
            "    return projectDirectory;",
            "}");
        return generated.ToSourceText();
    }
}
