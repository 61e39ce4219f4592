using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>A snapshot as the store lists it.</summary>
/// <param name="Object">The object.</param>
/// <param name="Id">What the cache was complete for: the inputs of a plan, or a content digest.</param>
/// <param name="Sha256">The digest of its bytes.</param>
internal readonly record struct SnapshotPlace(StoredObject Object, string Id, string Sha256);

/// <summary>A snapshot that was read: it is what its name says, and makes sense.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Bytes">The bytes of the manifest.</param>
/// <param name="Manifest">The manifest.</param>
internal sealed record Snapshot(SnapshotPlace Place, byte[] Bytes, Manifest Manifest);
