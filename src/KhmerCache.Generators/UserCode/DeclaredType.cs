using KhmerCache.Generators.Classes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KhmerCache.Generators.UserCode;

/// <summary>A type of the project that is named as a generated class is. Found by its syntax alone, so that looking for it costs next to nothing.</summary>
/// <param name="Namespace">The namespace that it is declared in, without <c>@</c>; blank for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsJoinable">Whether it and a static class can be parts of one class.</param>
/// <param name="IsPublic">Whether it says <c>public</c>.</param>
/// <param name="Location">Where its name stands.</param>
internal sealed record DeclaredType(string Namespace, string Name, bool IsJoinable, bool IsPublic, SourceLocation Location)
{
    /// <summary>Whether the node declares such a type. One inside a type, one with type parameters and one that only its file sees are others.</summary>
    public static bool IsDeclaredBy(SyntaxNode node) =>
        node is MemberDeclarationSyntax { Parent: CompilationUnitSyntax or BaseNamespaceDeclarationSyntax } member
        && NameOf(member) is { } name && ClassNames.Contains(name.ValueText)
        && !member.Modifiers.Any(SyntaxKind.FileKeyword);

    /// <summary>Reads the declaration.</summary>
    public static DeclaredType From(SyntaxNode node)
    {
        var member = (MemberDeclarationSyntax)node;
        var name = NameOf(member) ?? throw new ArgumentException("No type.", nameof(node));
        var namespaces = node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().SelectMany(ancestor => ancestor.Name.DescendantTokens());
        return new DeclaredType(
            string.Join(".", namespaces.Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)),
            name.ValueText,
            member is ClassDeclarationSyntax { BaseList: null, ParameterList: null } && member.Modifiers.Any(SyntaxKind.PartialKeyword)
                && !member.Modifiers.Any(SyntaxKind.AbstractKeyword) && !member.Modifiers.Any(SyntaxKind.SealedKeyword),
            member.Modifiers.Any(SyntaxKind.PublicKeyword),
            SourceLocation.Of(name));
    }

    private static SyntaxToken? NameOf(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax { TypeParameterList: null } type => type.Identifier,
        EnumDeclarationSyntax type => type.Identifier,
        DelegateDeclarationSyntax { TypeParameterList: null } type => type.Identifier,
        _ => null,
    };
}
