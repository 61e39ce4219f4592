using KhmerCache.Generators.Classes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KhmerCache.Generators.UserCode;

/// <summary>A use of <c>KhmerFonts</c> or <c>KhmerSplits</c> in a project that has nothing of that name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Qualifier">The namespace that stands before it, without <c>@</c>; null where none does.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record UnknownName(string Name, string? Qualifier, SourceLocation Location)
{
    private static readonly SymbolDisplayFormat NamespaceFormat = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>Whether the node is a name that may be one of these classes.</summary>
    public static bool IsUsedBy(SyntaxNode node) =>
        node is IdentifierNameSyntax { Parent: not (NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax) } name
        && ClassNames.NeedsLibrary(name.Identifier.ValueText);

    /// <summary>
    /// Finds out whether the name stands for something. Null where it does, and in a project that has the library: to bind names costs time with every key
    /// stroke, and there it would be for nothing.
    /// </summary>
    public static UnknownName? From(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (Library.IsReferencedBy(context.SemanticModel.Compilation))
        {
            return null;
        }

        var name = (IdentifierNameSyntax)context.Node;
        var found = context.SemanticModel.GetSymbolInfo(name, cancellation);
        if (found.Symbol is not null || !found.CandidateSymbols.IsEmpty)
        {
            return null;
        }

        var before = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access.Expression,
            QualifiedNameSyntax qualified when qualified.Right == name => qualified.Left,
            _ => (SyntaxNode?)null,
        };
        if (before is null)
        {
            return new UnknownName(name.Identifier.ValueText, null, SourceLocation.Of(name.Identifier));
        }

        // After anything but a namespace it is the name of a member.
        return context.SemanticModel.GetSymbolInfo(before, cancellation).Symbol is INamespaceSymbol qualifier
            ? new UnknownName(name.Identifier.ValueText, qualifier.ToDisplayString(NamespaceFormat), SourceLocation.Of(name.Identifier))
            : null;
    }

    /// <summary>The first of the uses, by the order of files and text, that may mean a class in <paramref name="namespaceName"/>; null where there is none.</summary>
    public static UnknownName? FirstOf(IEnumerable<UnknownName> uses, string namespaceName) => uses
        .Where(use => use.Qualifier is null || use.Qualifier == namespaceName)
        .OrderBy(use => use.Location.Path, StringComparer.Ordinal)
        .ThenBy(use => use.Location.Span.Start)
        .FirstOrDefault();
}
