using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Failing;

/// <summary>Each is one sentence with the address and a remedy, and says nothing that is secret.</summary>
[Collection(AzureCollection.Name)]
public sealed class AnAzureStoreThatCanNotBeUsed(AzuriteServer server)
{
    // Base64, as keys are.
    private const string Secret = "dGhpcy1pcy1ub3QtZm9yLWFueS1sb2c=";

    [SkippableFact]
    public async Task A_container_that_is_not_there_is_to_be_created()
    {
        var message = await MessageAsync(server.AddressOfNothing(), server.Variables);

        Assert.Matches("can't be used: there is no container 'place-[^ ]*' in the account 'devstoreaccount1'. Create it, ", message);
    }

    [SkippableFact]
    public async Task A_wrong_key_is_told()
    {
        var message = await MessageAsync(await server.NewAddressAsync(), new Dictionary<string, string> { ["AZURE_STORAGE_KEY"] = Secret });

        Assert.Contains("it denies access (403 AuthorizationFailure). Check the credentials", message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("AZURE_STORAGE_KEY", "not-base64!" + Secret)]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "not a connection string " + Secret)]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING", "AccountName=devstoreaccount1;AccountKey=!" + Secret)]
    public async Task A_credential_that_has_not_its_form_is_named_and_not_shown(string variable, string value)
    {
        var message = await MessageAsync(await server.NewAddressAsync(), new Dictionary<string, string> { [variable] = value });

        Assert.Contains(variable, message, StringComparison.Ordinal);
        Assert.Contains("does not have the form that it should", message, StringComparison.Ordinal);
    }

    /// <summary>Guards against a push to an account that the address does not name.</summary>
    [SkippableFact]
    public async Task A_connection_string_of_another_account_is_not_used()
    {
        var variables = new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = $"AccountName=another;AccountKey={Secret}" };

        var message = await MessageAsync(await server.NewAddressAsync(), variables);

        Assert.Contains("AZURE_STORAGE_CONNECTION_STRING is of the account 'another'. Set that of 'devstoreaccount1'", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_a_key_nothing_is_sent_over_http()
    {
        var message = await MessageAsync(await server.NewAddressAsync(), new Dictionary<string, string>());

        Assert.Contains("Set AZURE_STORAGE_KEY, or use https", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_are_no_credentials_the_places_that_were_asked_are_named()
    {
        // Nobody who is logged in, and no identity of this machine.
        var message = await MessageAsync("az://account/container/cache", new Dictionary<string, string> { ["AZURE_TOKEN_CREDENTIALS"] = "EnvironmentCredential" });

        Assert.Contains("no credentials were found (", message, StringComparison.Ordinal);
        Assert.Contains("Set AZURE_STORAGE_KEY, AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_SAS_TOKEN, log in with 'az login'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_known_is_named()
    {
        var message = await MessageAsync("az://account/container/cache?endpoint=http://no-such-host.invalid", server.Variables);

        Assert.Contains("its host is not known", message, StringComparison.Ordinal);
        Assert.Contains("no-such-host.invalid", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_named()
    {
        using var silence = new SilentServer(listens: false);

        var message = await MessageAsync($"az://account/container/cache?endpoint={silence.Endpoint}account", server.Variables);

        Assert.Contains("the connection failed (", message, StringComparison.Ordinal);
        Assert.Contains(silence.Endpoint.Authority, message, StringComparison.Ordinal);
    }

    /// <summary>Guards against minutes of waiting for a machine that takes connections and hangs.</summary>
    [Fact]
    public async Task One_that_never_answers_is_given_up_on()
    {
        using var silence = new SilentServer(listens: true);

        var message = await MessageAsync($"az://account/container/cache?endpoint={silence.Endpoint}account", server.Variables);

        Assert.Contains("it did not answer in 15 s", message, StringComparison.Ordinal);
    }

    private static async Task<string> MessageAsync(string address, IReadOnlyDictionary<string, string> variables)
    {
        var (exitCode, lines) = await AskingAlone.ListAsync(address, variables);

        Assert.Equal(1, exitCode);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("error KHC6001: The remote cache az://", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.AccountKey, lines[0], StringComparison.Ordinal);
        return lines[0];
    }
}
