namespace KhmerCache.Tool.Exports;

/// <summary>The images of a split, in an order that follows from their labels and fonts only.</summary>
/// <param name="Name">The split.</param>
/// <param name="Images">Its images.</param>
internal sealed record ExportSplit(string Name, IReadOnlyList<ExportImage> Images);
