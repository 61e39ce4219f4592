using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Failing;

/// <summary>What is moved is whole, or is not said to be moved.</summary>
public abstract class AConnectionThatBreaks(StoreServer server)
{
    private const string Name = "segments/lines/0123.arrow";
    private const int Length = 4 << 20;

    private readonly byte[] _content = new byte[Length];

    [SkippableFact]
    public async Task A_read_begins_again_and_leaves_nothing_of_what_had_come()
    {
        // One client begins again, another goes on where it was: there is a second cut in either case.
        var (address, _) = await PutAsync();
        using var proxy = CuttingProxy.OfAnswers(server.Endpoint, cuts: 2, Length / 4);
        using var store = ObjectStores.Open(RemoteAddress.Parse(proxy.Of(address)));
        using var destination = new MemoryStream();
        await destination.WriteAsync("before"u8.ToArray());

        Assert.True(await store.TryReadAsync(Name, destination, default));

        Assert.Equal(0, proxy.CutsLeft);
        Assert.Equal([.. "before"u8, .. _content], destination.ToArray());
    }

    [SkippableFact]
    public async Task A_read_that_breaks_each_time_is_an_error_with_a_remedy()
    {
        var (address, _) = await PutAsync();
        using var proxy = CuttingProxy.OfAnswers(server.Endpoint, cuts: int.MaxValue, Length / 16);
        using var store = ObjectStores.Open(RemoteAddress.Parse(proxy.Of(address)));

        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => store.TryReadAsync(Name, new MemoryStream(), default));

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, exception.Diagnostic.Code);
        Assert.Contains("the connection failed (", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Check the endpoint and the network", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_put_begins_again_and_is_whole()
    {
        var (address, direct) = await PutAsync();
        using var proxy = CuttingProxy.OfRequests(server.Endpoint, cuts: 1, Length / 2);
        using var store = ObjectStores.Open(RemoteAddress.Parse(proxy.Of(address)));
        const string Another = "segments/lines/4567.arrow";

        await store.PutIfAbsentAsync(Another, new MemoryStream(_content), default);

        Assert.Equal(0, proxy.CutsLeft);
        using var destination = new MemoryStream();
        Assert.True(await direct.TryReadAsync(Another, destination, default));
        Assert.Equal(_content, destination.ToArray());
    }

    private async Task<(string Address, IObjectStore Direct)> PutAsync()
    {
        new Random(8).NextBytes(_content);
        var address = await server.NewAddressAsync();
        var store = ObjectStores.Open(RemoteAddress.Parse(address));
        await store.PutIfAbsentAsync(Name, new MemoryStream(_content), default);
        return (address, store);
    }
}

[Collection(S3Collection.Name)]
public sealed class AConnectionThatBreaksToS3(S3Server server) : AConnectionThatBreaks(server);

[Collection(AzureCollection.Name)]
public sealed class AConnectionThatBreaksToAzure(AzuriteServer server) : AConnectionThatBreaks(server);
