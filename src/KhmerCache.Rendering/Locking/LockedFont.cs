namespace KhmerCache.Rendering.Locking;

/// <summary>A font file.</summary>
/// <param name="Path">Its path relative to the project, with <c>/</c>: the one that is part of cache keys.</param>
/// <param name="Sha256">The digest of its bytes.</param>
internal sealed record LockedFont(string Path, string Sha256);
