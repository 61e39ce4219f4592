namespace KhmerCache.Build;

/// <summary>The codes of what the build itself finds wrong. All others (<c>KHC1xxx</c> to <c>KHC3xxx</c>) come from the worker.</summary>
internal static class BuildCodes
{
    /// <summary>The worker could not do its work and did not say why.</summary>
    public const string WorkerFailed = "KHC5001";

    /// <summary>A property or an item of the project has a value that makes no sense. The worker uses the same code for its options.</summary>
    public const string Configuration = "KHC5002";

    /// <summary>A <c>KhmerCorpus</c> item does not say which split it belongs to.</summary>
    public const string CorpusWithoutSplit = "KHC5004";

    /// <summary>There are corpora, but no <c>KhmerFont</c> to show them in.</summary>
    public const string NoFonts = "KHC5005";

    /// <summary>The worker is not where the package should have it.</summary>
    public const string WorkerNotFound = "KHC5006";
}
