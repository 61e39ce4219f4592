namespace KhmerCache.Generators.Classes;

/// <summary>A property of the class <c>KhmerFonts</c>.</summary>
/// <param name="Identifier">The name of the property.</param>
/// <param name="Name">The name of the font.</param>
/// <param name="Path">The path of its file, relative to the project, with <c>/</c>.</param>
/// <param name="Family">The family that it belongs to.</param>
/// <param name="Style">Its style within the family.</param>
internal sealed record FontModel(string Identifier, string Name, string Path, string Family, string Style);
