namespace KhmerCache.Remote.Transfers;

/// <summary>How far a transfer has come.</summary>
/// <param name="Done">Objects that were moved.</param>
/// <param name="Total">Objects to move.</param>
/// <param name="DoneBytes">Their bytes.</param>
/// <param name="TotalBytes">The bytes of all of them.</param>
public readonly record struct TransferProgress(int Done, int Total, long DoneBytes, long TotalBytes);
