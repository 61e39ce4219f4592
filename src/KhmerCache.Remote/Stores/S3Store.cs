using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace KhmerCache.Remote.Stores;

/// <summary>A bucket of a store that speaks S3, Amazon's or another.</summary>
internal sealed class S3Store : IObjectStore
{
    private const int PutTries = 3;
    private readonly StoreRequests _requests;
    private readonly Lazy<Task<AmazonS3Client>> _client;
    private volatile bool _hasBucket;
    private volatile bool _knowsConditions = true;

    /// <summary>Opens a bucket; nothing is asked of it yet.</summary>
    public S3Store(RemoteAddress address)
    {
        Address = address;
        _client = new(() => S3Client.OpenAsync(address));
        _requests = new(address, Explain);
    }

    public RemoteAddress Address { get; }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<StoredObject>();
        string? continuation = null;
        do
        {
            var page = await ListAsync(prefix, continuation, cancellationToken).ConfigureAwait(false);
            found.AddRange((page.S3Objects ?? []).Select(item => new StoredObject(item.Key[Address.Prefix.Length..], item.Size ?? 0, TimeOf(item.LastModified))));
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);

        // Amazon's own order is ordinal; that of others may be the one of their folders.
        foreach (var item in found.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            yield return item;
        }
    }

    public async Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken)
    {
        var head = await RunAsync(async (client, token) =>
        {
            try
            {
                var answer = await client.GetObjectMetadataAsync(Address.Container, KeyOf(name), token).ConfigureAwait(false);
                return new StoredObject(name, answer.ContentLength, TimeOf(answer.LastModified));
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                return (StoredObject?)null;
            }
        }, cancellationToken).ConfigureAwait(false);
        if (head is null && !_hasBucket)
        {
            // An answer without a body does not tell a missing bucket from a missing object.
            await ListAsync(name, null, cancellationToken).ConfigureAwait(false);
        }

        return head;
    }

    public async Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        if (!_requests.HasAnswered && await HeadAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        return await RunAsync((client, token) => ObjectBody.CopyAsync(opening => OpenAsync(client, name, opening), destination, token), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (!_requests.HasAnswered && await HeadAsync(name, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        for (var attempt = 1; ; attempt++)
        {
            switch (await TryPutAsync(name, content, cancellationToken).ConfigureAwait(false))
            {
                case PutOutcome.Put:
                    return true;
                case PutOutcome.IsThere:
                case PutOutcome.Conflict when await HeadAsync(name, cancellationToken).ConfigureAwait(false) is not null:
                    return false;
                case PutOutcome.Conflict when attempt == PutTries:
                    throw RemoteFailure.Of(Address, $"others put and delete {Address.Of(name)} at the same time. Try again.");
                default:
                    // Others have put and deleted it meanwhile, or the store does not know conditions.
                    content.Position = 0;
                    break;
            }
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        RunAsync((client, token) => client.DeleteObjectAsync(Address.Container, KeyOf(name), token), cancellationToken);

    public void Dispose()
    {
        if (_client is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } client })
        {
            client.Result.Dispose();
        }
    }

    private static DateTimeOffset TimeOf(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;

    private async Task<Stream?> OpenAsync(AmazonS3Client client, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetObjectAsync(Address.Container, KeyOf(name), cancellationToken).ConfigureAwait(false);
            return answer.ResponseStream;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    private Task<PutOutcome> TryPutAsync(string name, Stream content, CancellationToken cancellationToken) => RunAsync(
        async (client, token) =>
        {
            var request = new PutObjectRequest
            {
                BucketName = Address.Container,
                Key = KeyOf(name),
                InputStream = content,
                AutoCloseStream = false,

                // Signed as a whole: a body in signed pieces is another thing that not every store knows. The signature holds its SHA-256, so the store refuses what arrives damaged.
                UseChunkEncoding = false,
                IfNoneMatch = _knowsConditions ? "*" : null,
            };
            try
            {
                await client.PutObjectAsync(request, token).ConfigureAwait(false);
                return PutOutcome.Put;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return PutOutcome.IsThere;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                return PutOutcome.Conflict;
            }
            catch (AmazonS3Exception exception) when (_knowsConditions && (exception.StatusCode == HttpStatusCode.NotImplemented || exception.ErrorCode == "NotImplemented"))
            {
                _knowsConditions = false;
                return PutOutcome.NoConditions;
            }
        },
        cancellationToken);

    private async Task<ListObjectsV2Response> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken)
    {
        var page = await RunAsync(
            (client, token) => client.ListObjectsV2Async(new() { BucketName = Address.Container, Prefix = KeyOf(prefix), ContinuationToken = continuation }, token),
            cancellationToken).ConfigureAwait(false);
        _hasBucket = true;
        return page;
    }

    private Task<T> RunAsync<T>(Func<AmazonS3Client, CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        _requests.RunAsync(async token => await request(await _client.Value.ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken);

    private string? Explain(Exception exception) => exception is not TimeoutException
        ? S3Failure.Explain(exception, Address)
        : _client is { IsValueCreated: true, Value.IsCompleted: true }
            ? $"it did not answer in {StoreRequests.FirstAnswer.TotalSeconds:0} s. Check the endpoint and the network, and that the store runs."
            : $"no credentials were found in {StoreRequests.FirstAnswer.TotalSeconds:0} s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; AWS_EC2_METADATA_DISABLED=true keeps the SDK from asking a cloud that is not there.";

    private string KeyOf(string name) => Address.Prefix + name;

    private enum PutOutcome
    {
        Put,
        IsThere,
        Conflict,
        NoConditions,
    }
}
