using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests.Conformance;

internal static class Places
{
    /// <summary>An address in a new bucket, or the same prefix in the bucket of another store.</summary>
    public static RemoteAddress Of(string address, IObjectStore? beside)
    {
        var mine = RemoteAddress.Parse(address);
        return RemoteAddress.Parse(beside is null ? address : address.Replace($"/{mine.Container}/", $"/{beside.Address.Container}/", StringComparison.Ordinal));
    }
}
