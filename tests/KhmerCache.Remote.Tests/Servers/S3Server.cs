using Amazon.Runtime;
using Amazon.S3;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>s3rver: speaks S3, and does not heed If-None-Match.</summary>
public sealed class S3Server() : StoreServer("s3rver")
{
    // The only credentials that it knows.
    private const string Key = "S3RVER";

    public override IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = Key,
        ["AWS_SECRET_ACCESS_KEY"] = Key,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private protected override async Task MakeAsync(string name)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(Key, Key), new AmazonS3Config { ServiceURL = Endpoint.ToString(), ForcePathStyle = true });
        await client.PutBucketAsync(name);
    }

    private protected override string AddressOf(string name, string prefix) => $"s3://{name}/{prefix}?endpoint={Endpoint.GetLeftPart(UriPartial.Authority)}";
}
