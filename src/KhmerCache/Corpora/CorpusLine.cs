namespace KhmerCache.Corpora;

/// <summary>A line of text, and where it stands.</summary>
/// <param name="Text">The label: the line without blanks at its ends, never empty.</param>
/// <param name="File">The corpus file.</param>
/// <param name="Line">The line in it, counted from 1.</param>
internal readonly record struct CorpusLine(string Text, string File, int Line);
