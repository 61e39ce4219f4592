namespace KhmerCache.Remote.Tests.Servers;

/// <summary>Tests that share one <see cref="S3Server"/>.</summary>
[CollectionDefinition(Name)]
public sealed class S3Collection : ICollectionFixture<S3Server>
{
    public const string Name = "S3";
}

/// <summary>Tests that share one <see cref="AzuriteServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class AzureCollection : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azure";
}

/// <summary>Tests that need both servers.</summary>
[CollectionDefinition(Name)]
public sealed class BothStoresCollection : ICollectionFixture<S3Server>, ICollectionFixture<AzuriteServer>
{
    public const string Name = "S3 and Azure";
}
