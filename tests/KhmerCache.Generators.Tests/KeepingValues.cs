using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators.Tests;

/// <summary>Guards the memory of editors: a symbol, a node or a location in what a step came to keeps a whole compilation alive, and equals none of the next.</summary>
public class KeepingValues
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_step_keeps_a_piece_of_a_compilation(bool hasLibrary)
    {
        var generation = new Generation(
            InputFile.Descriptors("font|a/Moul.ttf", "font|b/Moul.ttf", "corpus|train|a.txt"), InputFile.Contents("vocabulary|20"), InputFile.Lock('a'))
        {
            HasLibrary = hasLibrary,
            UserCode = "class KhmerCacheInfo { } static partial class KhmerVocabulary { } class Use { object Fonts() => KhmerFonts.All; }",
        };

        var seen = new HashSet<Type>();
        Assert.All(generation.Kept(), value => Look(value, seen));

        Assert.Contains(seen, type => type.Name == "DeclaredType");
        Assert.Contains(seen, type => type.Name == (hasLibrary ? "FontsModel" : "UnknownName"));
    }

    private static void Look(object? value, HashSet<Type> seen)
    {
        if (value is null)
        {
            return;
        }

        Assert.False(value is ISymbol or Compilation or SemanticModel or SyntaxNode or SyntaxToken or SyntaxTree or Location or AdditionalText, $"{value.GetType()} is kept");
        if (value.GetType() is { IsPrimitive: false, IsEnum: false } type && value is not string)
        {
            seen.Add(type);
            foreach (var element in value as IEnumerable ?? Array.Empty<object>())
            {
                Look(element, seen);
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Look(field.GetValue(value), seen);
            }
        }
    }
}
