using Azure.Storage;
using Azure.Storage.Sas;
using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Servers;
using KhmerCache.Tests;

namespace KhmerCache.Remote.Tests;

/// <summary>Credentials, and what an address leaves open, come the ways that each store's own tools know. Each is tried in a process of its own.</summary>
[Collection(BothStoresCollection.Name)]
public sealed class FindingCredentials(S3Server s3, AzuriteServer azure) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("AWS_ENDPOINT_URL", null)]
    [InlineData("AWS_ENDPOINT_URL_S3", null)]
    [InlineData("AWS_ENDPOINT_URL", "eu-west-1")]
    [InlineData("AWS_ENDPOINT_URL_S3", "eu-west-1")]
    public async Task The_endpoint_of_s3_may_be_in_the_environment(string variable, string? region)
    {
        var address = await AddressAsync(s3);
        var variables = new Dictionary<string, string>(s3.Variables) { [variable] = s3.Endpoint.ToString() };
        if (region is not null)
        {
            variables["AWS_REGION"] = region;
        }

        Assert.Equal(["there", "loaded: AWSSDK.Core AWSSDK.S3"], (await AskingAlone.ListAsync(address.Split('?')[0], variables)).Lines);
    }

    [SkippableFact]
    public async Task Endpoint_and_keys_of_s3_may_be_in_a_profile()
    {
        var address = await AddressAsync(s3);
        var config = _folder.File("config", System.Text.Encoding.UTF8.GetBytes($"""
            [profile ocr]
            region = eu-west-1
            endpoint_url = {s3.Endpoint}
            aws_access_key_id = {s3.Variables["AWS_ACCESS_KEY_ID"]}
            aws_secret_access_key = {s3.Variables["AWS_SECRET_ACCESS_KEY"]}

            """));
        var variables = new Dictionary<string, string> { ["AWS_PROFILE"] = "ocr", ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder.Path, "none") };

        Assert.Equal(["there", "loaded: AWSSDK.Core AWSSDK.S3"], (await AskingAlone.ListAsync(address.Split('?')[0], variables)).Lines);
    }

    [SkippableFact]
    public async Task Azure_takes_a_key()
    {
        Assert.Equal("there", await ListAzureAsync(new() { ["AZURE_STORAGE_KEY"] = AzuriteServer.AccountKey }));
    }

    [SkippableFact]
    public async Task Azure_takes_a_connection_string_with_its_endpoint_in_it_or_in_the_address()
    {
        var address = await AddressAsync(azure);
        var text = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzuriteServer.AccountKey};BlobEndpoint={azure.Endpoint}devstoreaccount1;";
        var variables = new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = text };

        Assert.Equal(["there", "loaded: Azure.Core Azure.Storage.Blobs Azure.Storage.Common"], (await AskingAlone.ListAsync(address, variables)).Lines);
        Assert.Equal(["there", "loaded: Azure.Core Azure.Storage.Blobs Azure.Storage.Common"], (await AskingAlone.ListAsync(address.Split('?')[0], variables)).Lines);
    }

    [SkippableFact]
    public async Task Azure_takes_a_shared_access_signature()
    {
        var address = await AddressAsync(azure);
        var signature = new BlobSasBuilder(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List, DateTimeOffset.UtcNow.AddHours(1)) { BlobContainerName = RemoteAddress.Parse(address).Container }
            .ToSasQueryParameters(new StorageSharedKeyCredential("devstoreaccount1", AzuriteServer.AccountKey)).ToString();

        Assert.Equal("there", (await AskingAlone.ListAsync(address, new Dictionary<string, string> { ["AZURE_STORAGE_SAS_TOKEN"] = signature })).Lines[0]);
    }

    /// <summary>A folder is no reason to load a client of a store: they are megabytes, and take a while.</summary>
    [Fact]
    public async Task A_folder_needs_none_and_no_client()
    {
        _folder.File("there", []);

        Assert.Equal(["there", "loaded: "], (await AskingAlone.ListAsync("file://" + _folder.Path, new Dictionary<string, string>())).Lines);
    }

    private static async Task<string> AddressAsync(StoreServer server)
    {
        var address = await server.NewAddressAsync();
        using var store = ObjectStores.Open(RemoteAddress.Parse(address));
        await store.PutIfAbsentAsync("there", new MemoryStream([1]), default);
        return address;
    }

    private async Task<string> ListAzureAsync(Dictionary<string, string> variables) => (await AskingAlone.ListAsync(await AddressAsync(azure), variables)).Lines[0];
}
