namespace KhmerCache.Rendering.Corpora;

/// <summary>Where a line stands. Small, since there is one for each line of a corpus.</summary>
/// <param name="File">The file, as an index into <see cref="CorpusFiles"/>.</param>
/// <param name="Number">The line, counted from 1.</param>
/// <param name="Offset">Where its bytes start.</param>
/// <param name="ByteLength">How many bytes it has, without its end.</param>
internal readonly record struct LinePlace(int File, int Number, long Offset, int ByteLength);
