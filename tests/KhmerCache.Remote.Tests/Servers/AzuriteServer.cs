using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>Azurite: Microsoft's own emulator of Azure Blob Storage.</summary>
public sealed class AzuriteServer() : StoreServer("azurite")
{
    private const string Account = "devstoreaccount1";

    // One for the process, whose variables hold it.
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    public override IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string> { ["AZURE_STORAGE_KEY"] = Key };

    private protected override IReadOnlyDictionary<string, string> ServerVariables { get; } = new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{Key}" };

    /// <summary>The key of the account, for tests that give it in another way.</summary>
    public static string AccountKey => Key;

    private protected override Task MakeAsync(string name) =>
        new BlobContainerClient(new Uri(Endpoint, $"{Account}/{name}"), new StorageSharedKeyCredential(Account, Key)).CreateAsync();

    private protected override string AddressOf(string name, string prefix) =>
        $"az://{Account}/{name}/{prefix}?endpoint={Endpoint.GetLeftPart(UriPartial.Authority)}/{Account}";
}
