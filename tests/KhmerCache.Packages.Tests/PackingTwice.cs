using System.Security.Cryptography;

namespace KhmerCache.Packages.Tests;

/// <summary>Guards against times, random names and the order of folders in a package: whoever packs the same sources gets the same bytes.</summary>
[Collection(PackagesCollection.Name)]
public class PackingTwice(PackedPackages packages)
{
    [SkippableFact]
    public void Gives_the_same_bytes()
    {
        var nuget = DotNet.Run(PackedPackages.Repository, packages.PackageFolder, "nuget", "--version").Succeeded().Output.Trim().Split('\n')[^1];
        Skip.If(Version.TryParse(nuget.Split('-')[0], out var version) && version < new Version(7, 9), $"NuGet {nuget} writes the time into packages; from 7.9 on (.NET SDK 10.0.400) it can be told not to.");

        var again = DigestsOf(packages.PackAgain());

        Assert.Equal(11, again.Count);
        Assert.Equal(DigestsOf(packages.Feed), again);
    }

    private static SortedDictionary<string, string> DigestsOf(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);
}
