namespace KhmerCache.Remote.Tests.Teams;

/// <summary>The folder of a share, which is there as soon as somebody pushes.</summary>
public sealed class ATeamWithAFolder : OneCacheForATeam
{
    private protected override IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    private protected override Task<string> NewAddressAsync() => Task.FromResult(new Uri(PathOf("remote")).AbsoluteUri);

    private protected override string AddressOfNobody()
    {
        File.WriteAllText(PathOf("remote"), "a file, which no store can be in");
        return new Uri(PathOf("remote")).AbsoluteUri;
    }
}
