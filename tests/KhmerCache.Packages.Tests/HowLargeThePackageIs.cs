namespace KhmerCache.Packages.Tests;

/// <summary>What a user loads, and what of: sizes are those of the compressed files.</summary>
[Collection(PackagesCollection.Name)]
public class HowLargeThePackageIs(PackedPackages packages)
{
    private const long Megabyte = 1_000_000;

    private readonly PackageContent _package = packages.Open("KhmerCache.Build");

    [Theory]
    [InlineData("KhmerCache.Build")]
    [InlineData("KhmerCache.Tool")]
    public void All_of_it_is_within_60_megabytes(string package) =>
        Assert.InRange(new FileInfo(packages.FileOf(package)).Length, 1, 60 * Megabyte);

    [Fact]
    public void Native_libraries_and_code_of_one_system_are_within_11_megabytes()
    {
        var sizes = _package.FilesIn("tools/net10.0/any/runtimes")
            .GroupBy(file => file.Split('/')[0], file => _package.CompressedSizeOf("tools/net10.0/any/runtimes/" + file));

        Assert.All(sizes, runtime => Assert.InRange(runtime.Sum(), 1, 11 * Megabyte));
    }

    /// <summary>Almost half of it are the clients of S3 and Azure Blob Storage, which only builds with a remote cache load.</summary>
    [Fact]
    public void Everything_else_is_within_6_megabytes() =>
        Assert.InRange(
            _package.Files.Where(file => !file.StartsWith("tools/net10.0/any/runtimes/", StringComparison.Ordinal)).Sum(_package.CompressedSizeOf), 1, 6 * Megabyte);
}
