namespace KhmerCache.Datasets;

/// <summary>What a <see cref="Vocabulary"/> makes of a character that it does not have.</summary>
public enum UnknownCharacters
{
    /// <summary>The id <see cref="Vocabulary.Unknown"/>.</summary>
    Map,

    /// <summary>Nothing: it is left out.</summary>
    Skip,

    /// <summary>An error that names the character and the text.</summary>
    Throw,
}
