namespace KhmerCache.Tool.Tests.Interop;

/// <summary>
/// What tests compare with, and not every machine has. Without it a test is skipped; but nobody reads which tests are skipped, so whoever installs the peers before the tests
/// (<c>.ci/run</c>) says so in <c>KHMERCACHE_TEST_REQUIRE</c>, and then a test that misses one fails.
/// </summary>
internal static class Peer
{
    /// <summary>What Debian's packages bring.</summary>
    public const string Apt = "apt";

    /// <summary>What <c>npm ci</c> in tests/interop brings.</summary>
    public const string Npm = "npm";

    private static readonly string[] Required = (Environment.GetEnvironmentVariable("KHMERCACHE_TEST_REQUIRE") ?? "").Split(' ');

    /// <summary>Goes on where the peer is there; skips the test where it is not, or fails it.</summary>
    /// <param name="from">Where it comes from, <see cref="Apt"/> or <see cref="Npm"/>.</param>
    /// <param name="missing">What is missing; null where nothing is.</param>
    public static void Need(string from, string? missing) => Need(Required, from, missing);

    internal static void Need(string[] required, string from, string? missing)
    {
        if (missing is not null)
        {
            Xunit.Assert.False(required.Contains(from), $"{missing} KHMERCACHE_TEST_REQUIRE has '{from}': it should be.");
        }

        Xunit.Skip.IfNot(missing is null, missing);
    }
}
