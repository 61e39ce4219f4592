using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;

namespace KhmerCache.Remote.Stores;

/// <summary>The client of S3 as an address asks for it; what the address leaves open is left to the SDK: environment, profile, role.</summary>
internal static class S3Client
{
    /// <summary>Makes the client, and looks for credentials and a region, which may mean to ask services of the machine.</summary>
    /// <exception cref="KhmerCacheException">There are none.</exception>
    public static async Task<AmazonS3Client> OpenAsync(RemoteAddress address)
    {
        var config = new AmazonS3Config
        {
            // Checksums that the SDK adds by itself come in trailers that other stores than Amazon's take for content. Ours are SHA-256, in the names.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new BoundedHttpClientFactory(),
        };
        Locate(config, address);
        return new AmazonS3Client(await CredentialsAsync(config, address).ConfigureAwait(false), config);
    }

    private static void Locate(AmazonS3Config config, RemoteAddress address)
    {
        var region = address.Settings.GetValueOrDefault("region");

        // Where the address names none, this is what the environment (AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL) or the profile names.
        var endpoint = address.Settings.GetValueOrDefault("endpoint", config.ServiceURL);
        if (endpoint is not null)
        {
            // Set once more, as the SDK forgets an endpoint of the environment when it finds a region there.
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? RegionEndpoint.USEast1.SystemName;
        }
        else
        {
            config.RegionEndpoint = (region is null ? FallbackRegionFactory.GetRegionEndpoint() : RegionEndpoint.GetBySystemName(region))
                ?? throw RemoteFailure.Of(address, "no region and no endpoint is known. Add ?region=NAME or ?endpoint=URL to the address, or set AWS_REGION or AWS_ENDPOINT_URL.");
        }

        // Stores of one's own seldom have a name for each bucket.
        config.ForcePathStyle = address.Settings.TryGetValue("path_style", out var pathStyle) ? pathStyle == "true" : endpoint is not null && !IsAmazon(endpoint);
    }

    private static async Task<AWSCredentials> CredentialsAsync(AmazonS3Config config, RemoteAddress address)
    {
        try
        {
            var credentials = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config).ConfigureAwait(false);
            await credentials.GetCredentialsAsync().ConfigureAwait(false);
            return credentials;
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or InvalidOperationException or ArgumentException or IOException)
        {
            throw RemoteFailure.Of(
                address,
                $"no credentials were found ({RemoteFailure.OneLine(exception).TrimEnd(':')}). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the machine a role: environment, profiles, web identity, container and instance were asked.",
                exception);
        }
    }

    private static bool IsAmazon(string endpoint) => new Uri(endpoint).Host is var host && (host.EndsWith(".amazonaws.com", StringComparison.Ordinal) || host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal));

    private sealed class BoundedHttpClientFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(AnswerTimeout.Connections()) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
