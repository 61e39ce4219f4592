namespace KhmerCache.Generators.Classes;

/// <summary>Where a class is put, and who sees it.</summary>
/// <param name="Namespace">The namespace; blank for none.</param>
/// <param name="IsPublic">Whether the project's own part of the class says <c>public</c>: all parts of a class must say the same.</param>
internal sealed record ClassPlace(string Namespace, bool IsPublic);
