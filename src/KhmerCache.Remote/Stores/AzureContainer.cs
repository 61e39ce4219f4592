using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace KhmerCache.Remote.Stores;

/// <summary>The client of a container as an address asks for it, with the credentials that the environment or Azure's own chain has.</summary>
internal static class AzureContainer
{
    /// <summary>Makes the client; no request is sent.</summary>
    public static BlobContainerClient Open(RemoteAddress address)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(AnswerTimeout.Connections()) };
        var endpoint = address.Settings.GetValueOrDefault("endpoint", $"https://{address.Account}.blob.core.windows.net");
        var container = new Uri($"{endpoint.TrimEnd('/')}/{address.Container}");
        return Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY") is { Length: > 0 } key
            ? new BlobContainerClient(container, new StorageSharedKeyCredential(address.Account, key), options)
            : new BlobContainerClient(container, new DefaultAzureCredential(), options);
    }
}
