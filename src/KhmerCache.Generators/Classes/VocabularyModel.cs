using KhmerCache.Generators.Inputs;

namespace KhmerCache.Generators.Classes;

/// <summary>What the class <c>KhmerVocabulary</c> is made of.</summary>
/// <param name="Place">Where it is put.</param>
/// <param name="CodePoints">The characters of the corpora, ascending; none before the first build.</param>
/// <param name="HasLibrary">Whether the project references the package KhmerCache, which has a type for vocabularies of models.</param>
internal sealed record VocabularyModel(ClassPlace Place, EquatableArray<int> CodePoints, bool HasLibrary)
{
    /// <summary>Takes the characters out of <paramref name="contents"/>.</summary>
    public static VocabularyModel From(ContentsFile? contents, ClassPlace place, bool hasLibrary) => new(place, contents?.Vocabulary ?? new([]), hasLibrary);
}
