using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Teams;

[Collection(AzureCollection.Name)]
public sealed class ATeamWithAzure(AzuriteServer server) : OneCacheOverANetwork
{
    private protected override IReadOnlyDictionary<string, string> Variables => server.Variables;

    // Base64, as keys are.
    private protected override IReadOnlyDictionary<string, string> WrongVariables { get; } = new Dictionary<string, string> { ["AZURE_STORAGE_KEY"] = "dGhpcy1pcy1ub3QtZm9yLWFueS1sb2c=" };

    private protected override string WrongCredentials => "it denies access (403 AuthorizationFailure). Check the credentials";

    private protected override string NoSuchPlace => "there is no container 'place-";

    private protected override Uri Endpoint => server.Endpoint;

    private protected override Task<string> NewAddressAsync() => server.NewAddressAsync();

    private protected override string AddressOfNothing() => server.AddressOfNothing();

    private protected override string AddressOfNobody()
    {
        using var silence = new SilentServer(listens: false);
        return $"az://devstoreaccount1/container/cache?endpoint={silence.Endpoint}devstoreaccount1";
    }
}
