using System.Text;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Tool.Surveys;

/// <summary>
/// Tells of characters that no image of a font shows whether the font lacks them, which another font mends, or has them, which more lines mend: for that, the font files have to be at hand.
/// </summary>
internal static class FontCoverage
{
    /// <summary>Notes it for those fonts that are given.</summary>
    /// <param name="characters">The characters.</param>
    /// <param name="fonts">The fonts, by their paths in cache keys.</param>
    /// <exception cref="KhmerCacheException">A font can't be read.</exception>
    public static IReadOnlyList<CharacterSurvey> Complete(IReadOnlyList<CharacterSurvey> characters, IReadOnlyList<FontDescriptor> fonts)
    {
        var asked = characters.SelectMany(character => character.MissingIn).ToHashSet(StringComparer.Ordinal);
        var missing = characters.Select(character => character.Character).ToArray();
        var lacking = fonts.Where(font => asked.Contains(font.Path)).ToDictionary(font => font.Path, font => LackedBy(font, missing), StringComparer.Ordinal);
        return
        [
            .. characters.Select(character => character with
            {
                LackedBy = [.. character.MissingIn.Where(path => lacking.TryGetValue(path, out var lacked) && lacked.Contains(character.Character))],
                IsKnownOf = [.. character.MissingIn.Where(lacking.ContainsKey)],
            }),
        ];
    }

    private static HashSet<Rune> LackedBy(FontDescriptor font, Rune[] characters)
    {
        using var face = FontFace.Open(font);
        return [.. characters.Where(character => !face.HasGlyph(character.Value))];
    }
}
