using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Teams;

/// <summary>A store that speaks S3 and does not heed If-None-Match.</summary>
[Collection(S3Collection.Name)]
public sealed class ATeamWithS3(S3Server server) : OneCacheOverANetwork
{
    private protected override IReadOnlyDictionary<string, string> Variables => server.Variables;

    private protected override IReadOnlyDictionary<string, string> WrongVariables { get; } = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "AKIANOBODYKNOWSIT", ["AWS_SECRET_ACCESS_KEY"] = "this-is-not-for-any-log" };

    private protected override string WrongCredentials => "it does not accept the credentials (InvalidAccessKeyId). Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY";

    private protected override string NoSuchPlace => "there is no bucket 'place-";

    private protected override Uri Endpoint => server.Endpoint;

    private protected override Task<string> NewAddressAsync() => server.NewAddressAsync();

    private protected override string AddressOfNothing() => server.AddressOfNothing();

    private protected override string AddressOfNobody()
    {
        using var silence = new SilentServer(listens: false);
        return $"s3://bucket/cache?endpoint={silence.Endpoint}";
    }
}
