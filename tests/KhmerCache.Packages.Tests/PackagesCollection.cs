namespace KhmerCache.Packages.Tests;

/// <summary>All tests share the packages and run one after the other: each of them keeps the machine busy with a build.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "Packages";
}
