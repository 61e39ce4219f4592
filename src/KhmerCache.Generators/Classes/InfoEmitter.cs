using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Classes;

/// <summary>Writes the class <c>KhmerCacheInfo</c>.</summary>
internal static class InfoEmitter
{
    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(InfoModel model)
    {
        var generated = new GeneratedClass(model.Place, ClassNames.Info, "Where the cache of this project is, and how its images are made.");
        generated.Add(
            "The height of every image, in px.",
            $"public const int ImageHeight = {model.ImageHeight.ToString(CultureInfo.InvariantCulture)};");
        if (model.Seed is { } seed)
        {
            generated.Add("The seed of every choice that is left to chance.", $"public const long Seed = {seed.ToString(CultureInfo.InvariantCulture)};");
        }

        if (model.ContentDigest is { } digest)
        {
            generated.Add(
                "The digest of the content that <c>khmercache.lock.json</c> locks the cache to. Keep it with a model to know which data it saw.",
                $"public const string ContentDigest = {GeneratedClass.Literal(digest)};");
        }

        generated.Add(
            "The folder of the project, found from the folder that the program was built into.",
            "public static string ProjectDirectory { get; } = FindProjectDirectory();");
        generated.Add("The folder of the cache.", $"public static string Directory {{ get; }} = PathInProject({GeneratedClass.Literal(model.CachePath)});");
        generated.Add(
            "The full path of a file of this project.",
            "/// <param name=\"path\">The path as seen from the folder of the project.</param>",
            "/// <returns>The path on this machine.</returns>",
            "public static string PathInProject(string path) =>",
            "    global::System.IO.Path.GetFullPath(global::System.IO.Path.Combine(ProjectDirectory, path));");
        generated.Add(
            "For programs that run elsewhere, such as published ones: implement it to say where the project's files are.",
            "/// <param name=\"projectDirectory\">The folder of the project as seen from that of the program; what it is changed to counts.</param>",
            "static partial void LocateProjectDirectory(ref string projectDirectory);");
        generated.Add(
            "The folder of the project as seen from that of the program.",
        [
            "/// <returns>What <c>LocateProjectDirectory</c> says, where the project implements it.</returns>",
            "private static string FindProjectDirectory()",
            "{",
            $"    var projectDirectory = global::System.IO.Path.GetFullPath(global::System.IO.Path.Combine(global::System.AppContext.BaseDirectory, {GeneratedClass.Literal(model.ProjectPath)}));",
            .. ElsewhereUsed(model),
            "    LocateProjectDirectory(ref projectDirectory);",
            "    return projectDirectory;",
            "}",
        ]);
        return generated.ToSourceText();
    }

    /// <summary>A library is found where it was built, unless the program that uses it lies where it would lie itself.</summary>
    private static string[] ElsewhereUsed(InfoModel model) => model.ProjectFile.Length == 0 || model.LibraryDirectory.Length == 0 ? [] :
    [
        $"    if (!global::System.IO.File.Exists(global::System.IO.Path.Combine(projectDirectory, {GeneratedClass.Literal(model.ProjectFile)})) && global::System.IO.Directory.Exists({GeneratedClass.Literal(model.LibraryDirectory)}))",
        "    {",
        $"        projectDirectory = {GeneratedClass.Literal(model.LibraryDirectory)};",
        "    }",
    ];

    /// <summary>The expression for the full path of a file of the project.</summary>
    public static string PathInProject(string path, ProjectFiles paths) =>
        paths == ProjectFiles.FromInfo ? $"{ClassNames.Info}.PathInProject({GeneratedClass.Literal(path)})" : GeneratedClass.Literal(path);
}
