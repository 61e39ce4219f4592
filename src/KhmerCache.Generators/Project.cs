using KhmerCache.Generators.Classes;
using KhmerCache.Generators.Inputs;
using KhmerCache.Generators.UserCode;

namespace KhmerCache.Generators;

/// <summary>A project that classes are emitted for: one with a descriptor file, in a language that they compile in.</summary>
/// <param name="File">What the build knows.</param>
/// <param name="OwnTypes">What the project has in the place of generated classes.</param>
/// <param name="HasLibrary">Whether it can use the types of the package KhmerCache.</param>
internal sealed record Project(DescriptorFile File, OwnTypes OwnTypes, bool HasLibrary)
{
    /// <summary>How generated code finds the project's files.</summary>
    public ProjectFiles Files => IsBlocked(ClassNames.Info) ? ProjectFiles.Unknown : ProjectFiles.FromInfo;

    /// <summary>The namespace of generated classes, with no <c>@</c>, as the compiler knows it.</summary>
    public static string NamespaceOf(DescriptorFile file) => Identifiers.Namespace(file.Namespace).Replace("@", "");

    /// <summary>Whether a type of the project is in the way of a class that would be emitted.</summary>
    public bool IsBlockedBy(DeclaredType type) => !type.IsJoinable && type.Namespace == NamespaceOf(File) && IsWanted(type.Name);

    /// <summary>Where the class of that name is put; null where it is not emitted.</summary>
    public ClassPlace? PlaceOf(string className) => IsWanted(className) && !IsBlocked(className)
        ? new ClassPlace(Identifiers.Namespace(File.Namespace), OwnTypes.Public.Contains(className))
        : null;

    /// <summary>A project that only fills a cache has no use for descriptors whose types it does not reference.</summary>
    private bool IsWanted(string className) => HasLibrary || !ClassNames.NeedsLibrary(className);

    private bool IsBlocked(string className) => OwnTypes.Blocking.Contains(className);
}
