using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.UserCode;

/// <summary>A place in the project's code, as values: a <see cref="Location"/> holds its syntax tree, which every edit makes another one.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Span">Where in it.</param>
/// <param name="Lines">The same in lines and columns.</param>
internal readonly record struct SourceLocation(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>The place of <paramref name="token"/>.</summary>
    public static SourceLocation Of(SyntaxToken token)
    {
        var location = token.GetLocation();
        return new SourceLocation(token.SyntaxTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    /// <summary>The place as diagnostics take it.</summary>
    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
