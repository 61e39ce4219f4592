namespace KhmerCache.Storage;

/// <summary>Brings segments into a folder that are not there yet, while the cache is read. Safe to use from several threads.</summary>
internal interface ISegmentSource : IDisposable
{
    /// <summary>Begins to bring the segments that these stand for, without being asked for each.</summary>
    void Start(IReadOnlyList<SegmentSlot> segments);

    /// <summary>Returns when a segment lies in the folder; waits for it, before others that nobody waits for.</summary>
    /// <exception cref="KhmerCacheException">It can't be had.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed of.</exception>
    void Bring(string segment, CancellationToken cancellationToken);

    /// <summary>Forgets a segment whose file was found damaged, so that it is brought again.</summary>
    void Discard(string segment);

    /// <summary>Texts with these hashes will be read soon: their segments come before those that nobody has spoken of.</summary>
    void Expect(HashRange textHashes);
}
