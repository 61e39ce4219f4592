namespace KhmerCache.Generators.UserCode;

/// <summary>
/// What the project has of its own in the place of generated classes, without saying where: an edit above a declaration moves it, and is no reason to
/// emit a class again.
/// </summary>
/// <param name="Blocking">The names of types that a generated class can't join.</param>
/// <param name="Public">The names of classes that are public.</param>
internal sealed record OwnTypes(EquatableArray<string> Blocking, EquatableArray<string> Public)
{
    /// <summary>Looks through the types that are declared in <paramref name="namespaceName"/>.</summary>
    public static OwnTypes From(IEnumerable<DeclaredType> types, string namespaceName)
    {
        var here = types.Where(type => type.Namespace == namespaceName).ToList();
        return new OwnTypes(Names(here.Where(type => !type.IsJoinable)), Names(here.Where(type => type.IsPublic)));
    }

    private static EquatableArray<string> Names(IEnumerable<DeclaredType> types) =>
        new(types.Select(type => type.Name).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal));
}
