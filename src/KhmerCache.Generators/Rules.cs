using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators;

/// <summary>What only the compiler can know is wrong. All else is reported by the build task and the worker, under codes of their own.</summary>
internal static class Rules
{
    /// <summary>A type of the project is where a generated class belongs.</summary>
    public static readonly DiagnosticDescriptor TypeInTheWay = new(
        "KHC5101",
        "A type has the name of a generated class",
        "'{0}' is also the name of a class that KhmerCache generates in this namespace, and this type can't be a part of it. Make it 'static partial class {0}', rename it, or set the property KhmerCacheNamespace in the project file to another namespace.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink + "khc5101");

    /// <summary>The generated classes would not compile.</summary>
    public static readonly DiagnosticDescriptor OldLanguage = new(
        "KHC5102",
        "The version of C# is too old for generated classes",
        "The classes that KhmerCache generates need C# 8 or later, and this project is compiled as C# {0}. Add <LangVersion>8.0</LangVersion>, or a later version, to the project file.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink + "khc5102");

    /// <summary>Code uses a class that is not generated.</summary>
    public static readonly DiagnosticDescriptor LibraryMissing = new(
        "KHC5103",
        "The package KhmerCache is not referenced",
        "'{0}' is generated only for projects that reference the package KhmerCache, whose types it is made of. Add <PackageReference Include=\"KhmerCache\" /> with the version of KhmerCache.Build to the project file.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink + "khc5103");

    private const string Category = "KhmerCache";

    private const string HelpLink = "https://github.com/khmercache/khmercache/blob/main/docs/build.md#";
}
