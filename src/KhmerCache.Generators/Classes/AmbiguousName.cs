namespace KhmerCache.Generators.Classes;

/// <summary>A name that several things of a class ask for, and that none of them gets.</summary>
/// <param name="Identifier">The name.</param>
/// <param name="Message">What to write instead.</param>
internal sealed record AmbiguousName(string Identifier, string Message);
