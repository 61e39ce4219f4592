using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators.UserCode;

/// <summary>The language that a project is written in.</summary>
internal static class Language
{
    /// <summary>The version of C#, where the generated code does not compile in it: nullable reference types came with C# 8. Null where it does.</summary>
    public static string? TooOld(ParseOptions options) =>
        options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp8 } old ? old.LanguageVersion.ToDisplayString() : null;
}
