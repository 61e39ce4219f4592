namespace KhmerCache.Remote.Stores;

/// <summary>An object as a store lists it.</summary>
/// <param name="Name">Its name below the address, with <c>/</c> as separator: <c>segments/lines/0123….arrow</c>.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="LastModified">When it was put there, by the store's clock.</param>
internal readonly record struct StoredObject(string Name, long Length, DateTimeOffset LastModified);
