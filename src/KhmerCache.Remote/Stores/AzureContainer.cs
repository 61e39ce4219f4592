using System.Data.Common;
using Azure;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace KhmerCache.Remote.Stores;

/// <summary>
/// The client of a container as an address asks for it. Credentials are looked for as Azure's own command line does: AZURE_STORAGE_CONNECTION_STRING,
/// AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN; then by the SDK's chain: environment, workload and managed identity, and whoever is logged in.
/// </summary>
internal static class AzureContainer
{
    /// <summary>Makes the client; no request is sent.</summary>
    /// <param name="address">The container.</param>
    /// <param name="transport">Its connections.</param>
    /// <exception cref="KhmerCacheException">A credential does not have its form, or is of another account.</exception>
    public static BlobContainerClient Open(RemoteAddress address, HttpPipelineTransport transport)
    {
        var endpoint = address.Settings.GetValueOrDefault("endpoint");
        var key = Variable("AZURE_STORAGE_KEY");
        var token = Variable("AZURE_STORAGE_SAS_TOKEN");
        if (Variable("AZURE_STORAGE_CONNECTION_STRING") is { } text)
        {
            var connection = Read(text, address);
            if (connection.GetValueOrDefault("AccountName") is { } account && account != address.Account)
            {
                throw RemoteFailure.Of(address, $"AZURE_STORAGE_CONNECTION_STRING is of the account '{account}'. Set that of '{address.Account}', or check the address.");
            }

            if (endpoint is null)
            {
                return Guard("AZURE_STORAGE_CONNECTION_STRING", address, () => new BlobContainerClient(text, address.Container, Options(transport)));
            }

            key = connection.GetValueOrDefault("AccountKey");
            token = connection.GetValueOrDefault("SharedAccessSignature");
        }

        var container = new Uri($"{(endpoint ?? $"https://{address.Account}.blob.core.windows.net").TrimEnd('/')}/{address.Container}");
        if (key is not null)
        {
            return Guard("the key of AZURE_STORAGE_KEY or AZURE_STORAGE_CONNECTION_STRING", address, () => new BlobContainerClient(container, new StorageSharedKeyCredential(address.Account, key), Options(transport)));
        }

        if (token is not null)
        {
            return new BlobContainerClient(container, new AzureSasCredential(token.TrimStart('?')), Options(transport));
        }

        if (container.Scheme != Uri.UriSchemeHttps)
        {
            throw RemoteFailure.Of(address, "its endpoint is http, where only a key or a shared access signature is sent. Set AZURE_STORAGE_KEY, or use https.");
        }

        // One try more is enough: a chain is asked before each first answer.
        var chain = new DefaultAzureCredentialOptions { Retry = { MaxRetries = 1 } };
        return new BlobContainerClient(container, new DefaultAzureCredential(chain), Options(transport));
    }

    private static BlobClientOptions Options(HttpPipelineTransport transport) => new()
    {
        Transport = transport,

        // AnswerTimeout and ObjectBody have limits that go by size.
        Retry = { MaxRetries = 3, NetworkTimeout = TimeSpan.FromHours(1) },
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Dictionary<string, string> Read(string text, RemoteAddress address) => Guard("AZURE_STORAGE_CONNECTION_STRING", address, () =>
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = text };
        return builder.Keys.Cast<string>().ToDictionary(name => name, name => (string)builder[name], StringComparer.OrdinalIgnoreCase);
    });

    // What the SDK says of a credential that has not its form may have parts of it, so it is not passed on.
    private static T Guard<T>(string what, RemoteAddress address, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw RemoteFailure.Of(address, $"{what} does not have the form that it should. Copy it again from the account's access keys.");
        }
    }
}
