using KhmerCache.Corpora;

namespace KhmerCache.Tool.Exports;

/// <summary>The images of a split, in an order that follows from their labels and fonts only.</summary>
/// <param name="Name">The split.</param>
/// <param name="Images">Its images.</param>
internal sealed record ExportSplit(string Name, IReadOnlyList<ExportImage> Images)
{
    /// <summary>The images that its corpora and fonts ask for and the cache has not.</summary>
    public IReadOnlyList<MissingImage> Missing { get; init; } = [];
}

/// <summary>An image that is not in the cache.</summary>
/// <param name="Line">The first line that asks for it.</param>
/// <param name="Font">The font; null where any would have done.</param>
/// <param name="ImageHeight">The height in pixels.</param>
internal readonly record struct MissingImage(CorpusLine Line, FontDescriptor? Font, int ImageHeight);
