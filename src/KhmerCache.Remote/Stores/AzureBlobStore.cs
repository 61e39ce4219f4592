using System.Runtime.CompilerServices;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace KhmerCache.Remote.Stores;

/// <summary>A container of Azure Blob Storage.</summary>
internal sealed class AzureBlobStore : IObjectStore
{
    private readonly StoreRequests _requests;
    private readonly HttpClientTransport _transport = new(AnswerTimeout.Connections());
    private readonly Lazy<BlobContainerClient> _container;

    /// <summary>Opens a container; nothing is asked of it yet.</summary>
    public AzureBlobStore(RemoteAddress address)
    {
        Address = address;
        _container = new(() => AzureContainer.Open(address, _transport));
        _requests = new(address, exception => AzureFailure.Explain(exception, address));
    }

    public RemoteAddress Address { get; }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<StoredObject>();
        string? continuation = null;
        do
        {
            (var page, continuation) = await ListAsync(prefix, continuation, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Select(blob => new StoredObject(blob.Name[Address.Prefix.Length..], blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default)));
        }
        while (!string.IsNullOrEmpty(continuation));

        // An account with a hierarchy of folders has an order of its own.
        foreach (var item in found.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            yield return item;
        }
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            try
            {
                var head = (await BlobOf(name).GetPropertiesAsync(null, token).ConfigureAwait(false)).Value;
                return new StoredObject(name, head.ContentLength, head.LastModified);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return (StoredObject?)null;
            }
        },
        cancellationToken);

    public async Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        if (!_requests.HasAnswered && await HeadAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        return await _requests.RunAsync(token => ObjectBody.CopyAsync(opening => OpenAsync(name, opening), destination, token), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (!_requests.HasAnswered && await HeadAsync(name, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        return await _requests.RunAsync(
            async token =>
            {
                try
                {
                    await BlobOf(name).UploadAsync(content, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, token).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException exception) when (IsThere(exception))
                {
                    return false;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _requests.RunAsync(token => BlobOf(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, token), cancellationToken);

    public void Dispose() => _transport.Dispose();

    // The last is of a container that lets nothing be replaced.
    private static bool IsThere(RequestFailedException exception) =>
        exception.ErrorCode == BlobErrorCode.BlobAlreadyExists || exception.ErrorCode == BlobErrorCode.ConditionNotMet || exception.ErrorCode == BlobErrorCode.UnauthorizedBlobOverwrite ||
        exception.ErrorCode == "BlobImmutableDueToPolicy";

    private Task<(IReadOnlyList<BlobItem> Page, string? Continuation)> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) => _requests.RunAsync(
        async token =>
        {
            var pages = _container.Value.GetBlobsAsync(BlobTraits.None, BlobStates.None, Address.Prefix + prefix, token).AsPages(continuation);
            await foreach (var page in pages.ConfigureAwait(false))
            {
                return (page.Values, page.ContinuationToken);
            }

            return ((IReadOnlyList<BlobItem>)[], (string?)null);
        },
        cancellationToken);

    private async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await BlobOf(name).DownloadStreamingAsync(null, cancellationToken).ConfigureAwait(false)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private BlobClient BlobOf(string name) => _container.Value.GetBlobClient(Address.Prefix + name);
}
