using KhmerCache.Remote.Tests.Servers;
using KhmerCache.Storage;

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

    /// <summary>Where the store listens.</summary>
    private protected abstract Uri Endpoint { get; }

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

    /// <summary>Killed as <c>kill -9</c> does, in the middle of a segment.</summary>
    [SkippableFact]
    public async Task A_pull_whose_process_was_killed_is_taken_up_where_it_ended()
    {
        var address = await NewAddressAsync();
        Pregenerate("a", Lines, steps: 4);
        var pushed = await PushAsync(address, "a");
        using (var network = CuttingProxy.ThatStalls(Endpoint, pushed.Bytes * 2 / 3))
        {
            using var pull = ProcessOfItsOwn.Start(Tool, Variables, "pull", "--cache-dir", PathOf("b"), "--remote", network.Of(address), "--jobs", "1");
            Assert.True(SpinWait.SpinUntil(() => network.HasStalled || pull.HasExited, TimeSpan.FromMinutes(1)));
            Assert.False(pull.HasExited);
            pull.Kill();
            await pull.WaitForExitAsync();
        }

        var arrived = new CacheFolder(PathOf("b")).ListSegments().Count;
        Assert.InRange(arrived, 1, pushed.Segments - 1);
        var resumed = await PullAsync(address, "b");

        Assert.Equal((pushed.Segments - arrived, arrived), (resumed.Segments, resumed.AlreadyThere));
        AssertEqualTrees("a", "b");
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
