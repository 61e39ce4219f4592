namespace KhmerCache.Build;

/// <summary>The codes of what the build itself finds wrong. All others (most of <c>KHC1xxx</c> to <c>KHC4xxx</c>) come from the worker. Each has an entry in docs/build.md.</summary>
internal static class BuildCodes
{
    /// <summary>There is no lock to compare with. The worker uses the same code for locks that it can't use.</summary>
    public const string LockNotUsable = "KHC4006";

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

    /// <summary>A font is a <c>KhmerFont</c> more than once.</summary>
    public const string RepeatedFont = "KHC5007";

    /// <summary>A corpus file is a <c>KhmerCorpus</c> more than once, in one split or in several.</summary>
    public const string RepeatedCorpus = "KHC5008";

    /// <summary>A font or a corpus lies outside the source tree, so that its path is another one on each machine.</summary>
    public const string OutsideSourceTree = "KHC5009";

    /// <summary><c>KhmerCacheSplits</c> names a split that no corpus belongs to.</summary>
    public const string UnknownSplit = "KHC5010";

    /// <summary>The name of a split looks like a slip for <c>train</c>, <c>val</c> or <c>test</c>, and counts as one to train from.</summary>
    public const string UnusualSplit = "KHC5011";

    /// <summary>There is no <c>dotnet</c> to run the worker with.</summary>
    public const string HostNotFound = "KHC5012";
}
