using System.Net;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests;

/// <summary>
/// <c>If-None-Match: *</c> keeps a store from taking what it has already. Some heed it (Amazon, Azure), some refuse the header, and s3rver takes no notice:
/// names are digests of contents, so in each case the same bytes are there in the end.
/// </summary>
[Collection(S3Collection.Name)]
public sealed class PuttingWithConditions(S3Server server)
{
    private const string Name = "segments/lines/0123.arrow";

    [SkippableFact]
    public async Task S3rver_takes_no_notice_and_two_puts_leave_the_same_bytes()
    {
        var conditions = 0;
        using var front = new FrontOfS3(server.Endpoint, request => Count(ref conditions, request, null));
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));
        await WarmAsync(store);

        Assert.True(await PutAsync(store));
        Assert.True(await PutAsync(store));

        Assert.Equal(2, conditions);
        Assert.Equal("content", await ReadAsync(store));
        Assert.Equal([Name], await store.ListAsync("", default).Select(found => found.Name).ToArrayAsync());
    }

    [SkippableFact]
    public async Task A_store_that_heeds_them_says_that_it_is_there()
    {
        var conditions = 0;
        using var front = new FrontOfS3(server.Endpoint, request => Count(ref conditions, request, conditions > 0 ? (412, "PreconditionFailed") : null));
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));
        await WarmAsync(store);

        Assert.True(await PutAsync(store));
        Assert.False(await PutAsync(store));

        Assert.Equal("content", await ReadAsync(store));
    }

    [SkippableFact]
    public async Task A_store_that_does_not_know_the_header_gets_it_once()
    {
        var conditions = 0;
        using var front = new FrontOfS3(server.Endpoint, request => Count(ref conditions, request, (501, "NotImplemented")));
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));
        await WarmAsync(store);

        Assert.True(await PutAsync(store));
        Assert.True(await PutAsync(store));

        Assert.Equal(1, conditions);
        Assert.Equal("content", await ReadAsync(store));
    }

    [SkippableFact]
    public async Task A_conflict_with_another_put_that_has_come_first_means_that_it_is_there()
    {
        var conditions = 0;
        using var front = new FrontOfS3(server.Endpoint, request => Count(ref conditions, request, conditions > 0 ? (409, "ConditionalRequestConflict") : null));
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));
        await WarmAsync(store);
        await PutAsync(store);

        Assert.False(await PutAsync(store));
    }

    /// <summary>Guards against taking a conflict with a deletion for an object that is there.</summary>
    [SkippableFact]
    public async Task A_conflict_after_which_nothing_is_there_is_put_again()
    {
        var conditions = 0;
        using var front = new FrontOfS3(server.Endpoint, request => Count(ref conditions, request, conditions == 0 ? (409, "ConditionalRequestConflict") : null));
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));
        await WarmAsync(store);

        Assert.True(await PutAsync(store));

        Assert.Equal("content", await ReadAsync(store));
    }

    /// <summary>Guards against checksums in trailers and bodies in signed pieces, which stores of others write into the object.</summary>
    [SkippableFact]
    public async Task What_is_sent_is_the_content_alone_and_signed_with_its_sha256()
    {
        var headers = new List<string?>();
        using var front = new FrontOfS3(server.Endpoint, request =>
        {
            if (request.HttpMethod == "PUT")
            {
                headers.AddRange(request.Headers["x-amz-content-sha256"], request.Headers["Content-Length"], request.Headers["x-amz-trailer"], request.Headers["Content-Encoding"]);
            }

            return null;
        });
        using var store = ObjectStores.Open(RemoteAddress.Parse(front.Of(await server.NewAddressAsync())));

        await PutAsync(store);

        Assert.Equal([Convert.ToHexStringLower(SHA256.HashData("content"u8)), "7", null, null], headers);
    }

    private static (int Status, string Code)? Count(ref int conditions, HttpListenerRequest request, (int Status, string Code)? answer)
    {
        if (!FrontOfS3.PutsIfAbsent(request))
        {
            return null;
        }

        Interlocked.Increment(ref conditions);
        return answer;
    }

    // A first put looks before.
    private static async Task WarmAsync(IObjectStore store) => Assert.Empty(await store.ListAsync("", default).ToArrayAsync());

    private static Task<bool> PutAsync(IObjectStore store) => store.PutIfAbsentAsync(Name, new MemoryStream("content"u8.ToArray()), default);

    private static async Task<string> ReadAsync(IObjectStore store)
    {
        using var destination = new MemoryStream();
        Assert.True(await store.TryReadAsync(Name, destination, default));
        return Encoding.UTF8.GetString(destination.ToArray());
    }
}
