using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators.UserCode;

/// <summary>The package KhmerCache, whose types some of the generated classes are made of.</summary>
internal static class Library
{
    /// <summary>Whether a project can use its types.</summary>
    public static bool IsReferencedBy(Compilation compilation) => compilation.GetTypeByMetadataName("KhmerCache.FontDescriptor") is not null;
}
