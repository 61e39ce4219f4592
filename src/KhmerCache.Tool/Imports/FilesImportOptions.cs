namespace KhmerCache.Tool.Imports;

/// <summary>What a <see cref="FilesImport"/> takes in, and where to.</summary>
internal sealed record FilesImportOptions
{
    /// <summary>The folder with <c>cache_index.json</c>, <c>images</c> and <c>metadata</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The cache folder; made if it is missing and something comes in.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>The folder that font paths in keys are relative to.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>The fonts to draw with, to see which pictures are glyph runs.</summary>
    public IReadOnlyList<FontDescriptor> Fonts { get; init; } = [];

    /// <summary>How many threads. The result does not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Look at everything, and write nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Is told of each entry that is refused, as it is met, in an order that does not depend on threads.</summary>
    public required Action<Diagnostic> Log { get; init; }
}
