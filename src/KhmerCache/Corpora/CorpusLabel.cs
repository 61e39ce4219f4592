namespace KhmerCache.Corpora;

/// <summary>A line of a split, and where its label stands.</summary>
/// <param name="Line">The line.</param>
/// <param name="File">Which of the split's files it is from.</param>
/// <param name="Offset">Where the label's bytes start in the file.</param>
/// <param name="ByteLength">How many bytes the label has in UTF-8.</param>
internal readonly record struct CorpusLabel(CorpusLine Line, int File, long Offset, int ByteLength);
