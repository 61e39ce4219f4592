namespace KhmerCache.Packages.Tests;

/// <summary>Arrows point one way: Tool -> Rendering -> KhmerCache, and Tool -> Remote -> KhmerCache; Build and Generators reference none of them.</summary>
[Collection(PackagesCollection.Name)]
public class ArrowsBetweenProjects(PackedPackages packages)
{
    [Theory]
    [InlineData("tools/net10.0/any/KhmerCache.Tool.dll", "KhmerCache", "KhmerCache.Remote", "KhmerCache.Rendering")]
    [InlineData("tools/net10.0/any/KhmerCache.Rendering.dll", "KhmerCache")]
    [InlineData("tools/net10.0/any/KhmerCache.Remote.dll", "KhmerCache")]
    [InlineData("tools/net10.0/any/KhmerCache.dll")]
    [InlineData("tools/netstandard2.0/KhmerCache.Build.dll")]
    [InlineData("analyzers/dotnet/cs/KhmerCache.Generators.dll")]
    public void An_assembly_references_those_of_our_own_that_it_may_and_no_others(string assembly, params string[] expected) =>
        Assert.Equal(expected, ReferencesOf(assembly).Where(name => name.StartsWith("KhmerCache", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Reading_a_cache_needs_no_renderer() =>
        Assert.DoesNotContain(ReferencesOf("tools/net10.0/any/KhmerCache.dll"), name => name is "SkiaSharp" or "HarfBuzzSharp");

    [Theory]
    [InlineData("KhmerCache")]
    [InlineData("KhmerCache.Rendering")]
    [InlineData("KhmerCache.Tool")]
    public void Only_what_is_for_remote_caches_needs_the_clients_of_stores(string assembly) => Assert.DoesNotContain(
        ReferencesOf($"tools/net10.0/any/{assembly}.dll"), name => name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Azure", StringComparison.Ordinal));

    private IEnumerable<string> ReferencesOf(string assembly) => packages.Open("KhmerCache.Build").ReferencesOf(assembly);
}
