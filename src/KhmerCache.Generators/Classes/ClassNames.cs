namespace KhmerCache.Generators.Classes;

/// <summary>The names of the classes that are emitted.</summary>
internal static class ClassNames
{
    /// <summary>The fonts of the project.</summary>
    public const string Fonts = "KhmerFonts";

    /// <summary>The splits of the project.</summary>
    public const string Splits = "KhmerSplits";

    /// <summary>Where the cache is, and how its images are made.</summary>
    public const string Info = "KhmerCacheInfo";

    /// <summary>The characters of the corpora.</summary>
    public const string Vocabulary = "KhmerVocabulary";

    /// <summary>Whether a class of that name is emitted.</summary>
    public static bool Contains(string name) => name is Fonts or Splits or Info or Vocabulary;

    /// <summary>Whether the class is made of types of the package KhmerCache, and is emitted only where the project references it.</summary>
    public static bool NeedsLibrary(string name) => name is Fonts or Splits;
}
