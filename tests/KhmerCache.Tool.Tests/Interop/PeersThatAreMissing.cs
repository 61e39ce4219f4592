namespace KhmerCache.Tool.Tests.Interop;

public sealed class PeersThatAreMissing
{
    [Fact]
    public void Skip_a_test_where_nobody_installs_them() =>
        Assert.Throws<SkipException>(() => Peer.Need(["npm"], Peer.Apt, "lmdb is missing."));

    [Fact]
    public void Fail_a_test_where_they_should_be_there() =>
        Assert.Contains("lmdb is missing.", Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Peer.Need(["apt", "npm"], Peer.Apt, "lmdb is missing.")).Message, StringComparison.Ordinal);

    [Fact]
    public void Are_no_matter_where_they_are_there() => Peer.Need(["apt"], Peer.Apt, missing: null);
}
