using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace KhmerCache.Remote.Stores;

/// <summary>A bucket of a store that speaks S3.</summary>
internal sealed class S3Store : IObjectStore
{
    private readonly AmazonS3Client _client;
    private readonly StoreRequests _requests;

    /// <summary>Opens a bucket; nothing is asked of it yet.</summary>
    public S3Store(RemoteAddress address)
    {
        Address = address;
        _client = S3Client.Open(address);
        _requests = new StoreRequests(address, exception => exception is AmazonS3Exception or Amazon.Runtime.AmazonClientException or HttpRequestException ? exception.Message : null);
    }

    public RemoteAddress Address { get; }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _requests.RunAsync(
                token => _client.ListObjectsV2Async(new() { BucketName = Address.Container, Prefix = Address.Prefix + prefix, ContinuationToken = continuation }, token),
                cancellationToken).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new StoredObject(found.Key[Address.Prefix.Length..], found.Size ?? 0, found.LastModified ?? default);
            }

            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            try
            {
                var head = await _client.GetObjectMetadataAsync(Address.Container, Address.Prefix + name, token).ConfigureAwait(false);
                return new StoredObject(name, head.ContentLength, head.LastModified ?? default);
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                return (StoredObject?)null;
            }
        },
        cancellationToken);

    public Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            try
            {
                using var answer = await _client.GetObjectAsync(Address.Container, Address.Prefix + name, token).ConfigureAwait(false);
                await answer.ResponseStream.CopyToAsync(destination, token).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
            {
                return false;
            }
        },
        cancellationToken);

    public Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            try
            {
                await _client.PutObjectAsync(
                    new() { BucketName = Address.Container, Key = Address.Prefix + name, InputStream = content, AutoCloseStream = false, UseChunkEncoding = false, IfNoneMatch = "*" },
                    token).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
        },
        cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _requests.RunAsync(token => _client.DeleteObjectAsync(Address.Container, Address.Prefix + name, token), cancellationToken);

    public void Dispose() => _client.Dispose();
}
