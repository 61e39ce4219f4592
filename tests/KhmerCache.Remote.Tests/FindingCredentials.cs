using System.Text;
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
        var config = _folder.File("config", Encoding.UTF8.GetBytes($"""
            [profile ocr]
            region = eu-west-1
            endpoint_url = {s3.Endpoint}
            aws_access_key_id = {s3.Variables["AWS_ACCESS_KEY_ID"]}
            aws_secret_access_key = {s3.Variables["AWS_SECRET_ACCESS_KEY"]}

            """));
        var variables = new Dictionary<string, string> { ["AWS_PROFILE"] = "ocr", ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder.Path, "none") };

        Assert.Equal(["there", "loaded: AWSSDK.Core AWSSDK.S3"], (await AskingAlone.ListAsync(address.Split('?')[0], variables)).Lines);
    }

    /// <summary>
    /// As in a pod of EKS or a job of GitHub: the SDK gives a token to Amazon's Security Token Service, here one that always gives the keys of the store. Guards against a package
    /// without the assembly that the SDK loads for it by name.
    /// </summary>
    [SkippableFact]
    public async Task S3_takes_a_role_of_web_identity()
    {
        var address = await AddressAsync(s3);
        using var service = new SilentServer(listens: true, Answer("text/xml", $"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{s3.Variables["AWS_ACCESS_KEY_ID"]}</AccessKeyId>
            <SecretAccessKey>{s3.Variables["AWS_SECRET_ACCESS_KEY"]}</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """));
        var variables = new Dictionary<string, string>
        {
            ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/ocr-cache",
            ["AWS_WEB_IDENTITY_TOKEN_FILE"] = _folder.File("token", "a.token.of-a-pod"u8.ToArray()),
            ["AWS_ROLE_SESSION_NAME"] = "ocr",
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_ENDPOINT_URL_STS"] = service.Endpoint.ToString(),
        };

        Assert.Equal(["there", "loaded: AWSSDK.Core AWSSDK.S3 AWSSDK.SecurityToken"], (await AskingAlone.ListAsync(address, variables)).Lines);
    }

    /// <summary>As after <c>aws sso login</c>, whose token lies in the user's folder.</summary>
    [SkippableFact]
    public async Task S3_takes_who_is_logged_in_by_sso()
    {
        var address = await AddressAsync(s3);
        using var portal = new SilentServer(listens: true, Answer(
            "application/json",
            $$$"""{"roleCredentials":{"accessKeyId":"{{{s3.Variables["AWS_ACCESS_KEY_ID"]}}}","secretAccessKey":"{{{s3.Variables["AWS_SECRET_ACCESS_KEY"]}}}","sessionToken":"session","expiration":4102444800000}}"""));
        const string StartUrl = "https://ocr.awsapps.com/start";
        // By the SHA-1 of its address.
        const string Cached = "24a046c0883f55c83205a2dc76fe988388dbc721";
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".aws/sso/cache"));
        _folder.File($".aws/sso/cache/{Cached}.json", Encoding.UTF8.GetBytes($$"""{"startUrl":"{{StartUrl}}","region":"eu-west-1","accessToken":"a-token","expiresAt":"2100-01-01T00:00:00Z"}"""));
        var config = _folder.File("config", Encoding.UTF8.GetBytes($"""
            [profile ocr]
            region = eu-west-1
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            sso_account_id = 123456789012
            sso_role_name = ocr-cache

            """));
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = _folder.Path,
            ["AWS_PROFILE"] = "ocr",
            ["AWS_CONFIG_FILE"] = config,
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder.Path, "none"),
            ["AWS_ENDPOINT_URL_SSO"] = portal.Endpoint.ToString(),
        };

        Assert.Equal(["there", "loaded: AWSSDK.Core AWSSDK.S3 AWSSDK.SSO AWSSDK.SSOOIDC"], (await AskingAlone.ListAsync(address, variables)).Lines);
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

    private static string Answer(string type, string body) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.ASCII.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    private static async Task<string> AddressAsync(StoreServer server)
    {
        var address = await server.NewAddressAsync();
        using var store = ObjectStores.Open(RemoteAddress.Parse(address));
        await store.PutIfAbsentAsync("there", new MemoryStream([1]), default);
        return address;
    }

    private async Task<string> ListAzureAsync(Dictionary<string, string> variables) => (await AskingAlone.ListAsync(await AddressAsync(azure), variables)).Lines[0];
}
