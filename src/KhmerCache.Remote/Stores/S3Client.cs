using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace KhmerCache.Remote.Stores;

/// <summary>The client of S3 as an address asks for it; what the address leaves open is left to the SDK: environment, profile, role.</summary>
internal static class S3Client
{
    /// <summary>Makes the client; no request is sent.</summary>
    public static AmazonS3Client Open(RemoteAddress address)
    {
        var config = new AmazonS3Config
        {
            // Checksums that the SDK adds by itself come in trailers that other stores than Amazon's take for content. Ours are SHA-256, and are looked at.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new BoundedHttpClientFactory(),
        };
        if (address.Settings.TryGetValue("endpoint", out var endpoint))
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = address.Settings.GetValueOrDefault("region", "us-east-1");
        }
        else if (address.Settings.TryGetValue("region", out var region))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        config.ForcePathStyle = address.Settings.TryGetValue("path_style", out var pathStyle) ? pathStyle == "true" : endpoint is not null;
        return new AmazonS3Client(config);
    }

    private sealed class BoundedHttpClientFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(AnswerTimeout.Connections()) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
