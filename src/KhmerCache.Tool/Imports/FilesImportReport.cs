namespace KhmerCache.Tool.Imports;

/// <summary>What an import did.</summary>
/// <param name="Entries">Entries that the index names; what is left of an index that can't be read to its end counts as one.</param>
/// <param name="AsRuns">Pictures that came in as glyph runs: drawing the text in the font gives the same pixels.</param>
/// <param name="AsPixels">Pictures that came in as they are.</param>
/// <param name="Cached">Pictures that the cache showed already.</param>
/// <param name="Refused">Entries that did not come in.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ContentDigest">What the cache shows now; empty where there is none.</param>
internal sealed record FilesImportReport(
    long Entries, long AsRuns, long AsPixels, long Cached, long Refused, double Seconds, string ContentDigest)
{
    public long Imported => AsRuns + AsPixels;
}
