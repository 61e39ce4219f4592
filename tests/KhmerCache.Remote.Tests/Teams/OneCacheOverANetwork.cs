namespace KhmerCache.Remote.Tests.Teams;

/// <summary>What can go wrong only where a store is on a network: it wants credentials, and a place that somebody has made.</summary>
public abstract class OneCacheOverANetwork : OneCacheForATeam
{
    /// <summary>Credentials that the store does not accept.</summary>
    private protected abstract IReadOnlyDictionary<string, string> WrongVariables { get; }

    /// <summary>What is said of them.</summary>
    private protected abstract string WrongCredentials { get; }

    /// <summary>What is said of a bucket or container that is missing.</summary>
    private protected abstract string NoSuchPlace { get; }

    /// <summary>A bucket or container that is not there.</summary>
    private protected abstract string AddressOfNothing();

    [SkippableTheory]
    [InlineData("push")]
    [InlineData("pull")]
    public async Task Wrong_credentials_are_told_in_one_sentence(string verb)
    {
        var address = await NewAddressAsync();

        var line = AssertRefuses(address, await TransferAsync(verb, address, WrongVariables), [.. WrongVariables.Values]);

        Assert.Contains(WrongCredentials, line, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("push")]
    [InlineData("pull")]
    public async Task A_place_that_is_missing_is_told_in_one_sentence(string verb)
    {
        var address = AddressOfNothing();

        var line = AssertRefuses(address, await TransferAsync(verb, address, Variables), [.. Variables.Values.Where(value => value.Length > 20)]);

        Assert.Contains(NoSuchPlace, line, StringComparison.Ordinal);
        Assert.Contains("Create it", line, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> TransferAsync(string verb, string address, IReadOnlyDictionary<string, string> variables)
    {
        if (verb == "push")
        {
            Pregenerate("a", lines: 20);
        }

        return await RunAsync(variables, verb, "--cache-dir", PathOf("a"), "--remote", address);
    }
}
