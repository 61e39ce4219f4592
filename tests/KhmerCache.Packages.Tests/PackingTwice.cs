using System.Security.Cryptography;

namespace KhmerCache.Packages.Tests;

/// <summary>Guards against times, random names and the order of folders in a package: whoever packs the same sources gets the same bytes. Needs NuGet 7.9 (<c>dotnet nuget --version</c>).</summary>
[Collection(PackagesCollection.Name)]
public class PackingTwice(PackedPackages packages)
{
    [Fact]
    public void Gives_the_same_bytes()
    {
        var again = DigestsOf(packages.PackAgain());

        Assert.Equal(7, again.Count);
        Assert.Equal(DigestsOf(packages.Feed), again);
    }

    private static SortedDictionary<string, string> DigestsOf(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);
}
