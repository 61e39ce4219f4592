using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace KhmerCache.Remote.Stores;

/// <summary>A container of Azure Blob Storage.</summary>
internal sealed class AzureBlobStore : IObjectStore
{
    private readonly BlobContainerClient _container;
    private readonly StoreRequests _requests;

    /// <summary>Opens a container; nothing is asked of it yet.</summary>
    public AzureBlobStore(RemoteAddress address)
    {
        Address = address;
        _container = AzureContainer.Open(address);
        _requests = new StoreRequests(address, exception => exception is RequestFailedException or AggregateException or HttpRequestException ? exception.Message : null);
    }

    public RemoteAddress Address { get; }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _requests.RunAsync(
                async token =>
                {
                    await foreach (var first in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Address.Prefix + prefix, token).AsPages(continuation).ConfigureAwait(false))
                    {
                        return first;
                    }

                    return null;
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var found in page?.Values ?? [])
            {
                yield return new StoredObject(found.Name[Address.Prefix.Length..], found.Properties.ContentLength ?? 0, found.Properties.LastModified ?? default);
            }

            continuation = page?.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuation));
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            try
            {
                var head = await BlobOf(name).GetPropertiesAsync(null, token).ConfigureAwait(false);
                return new StoredObject(name, head.Value.ContentLength, head.Value.LastModified);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
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
                using var answer = (await BlobOf(name).DownloadStreamingAsync(null, token).ConfigureAwait(false)).Value;
                await answer.Content.CopyToAsync(destination, token).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
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
                await BlobOf(name).UploadAsync(content, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, token).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                return false;
            }
        },
        cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _requests.RunAsync(token => BlobOf(name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, null, token), cancellationToken);

    public void Dispose()
    {
    }

    private BlobClient BlobOf(string name) => _container.GetBlobClient(Address.Prefix + name);
}
