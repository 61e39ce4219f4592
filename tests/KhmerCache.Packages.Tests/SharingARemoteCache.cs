using System.IO.Compression;
using System.Security.Cryptography;

namespace KhmerCache.Packages.Tests;

/// <summary>A folder that all machines see, as a share is one. What stores of other kinds do is tested with the library.</summary>
[Collection(PackagesCollection.Name)]
public class SharingARemoteCache(PackedPackages packages)
{
    [Fact]
    public void What_one_machine_pushed_another_pulls_and_renders_nothing()
    {
        var folder = Path.Combine(packages.NewProjectFolder(), "remote");
        var remote = AddressOf(folder);
        var author = new UserProject(packages);
        author.Build($"-p:KhmerCacheRemote={remote}", "-p:KhmerCachePush=true").Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images)).Says("; 2 segments pushed");

        var clone = new UserProject(packages);
        string[] options = [$"-p:KhmerCacheRemote={remote}", "-p:KhmerCacheRemoteRequired=true"];
        clone.Build(options).Succeeded().Says(UserProject.Numbers(UserProject.Images, 0)).Says("; 2 segments pulled (").DoesNotSay("pushed");
        Assert.Equal(DigestsIn(author), DigestsIn(clone));

        // Nothing to do: nobody looks whether the store is still there.
        Directory.Delete(folder, recursive: true);
        File.WriteAllText(folder, "down");
        clone.BuildAgain(options).Succeeded().Says(UserProject.NoNumbers).DoesNotSay("KHC6001");

        // Switched on where all is there already, it is pushed all the same; down, that is for the next build.
        clone.BuildAgain([.. options[..1], "-p:KhmerCachePush=true"]).Succeeded().Says("warning KHC6001").Says("Nothing was pushed; the next run does so.");
        File.Delete(folder);
        clone.BuildAgain([.. options[..1], "-p:KhmerCachePush=true"]).Succeeded().Says(UserProject.Numbers(UserProject.Images, 0)).Says("; 2 segments pushed");
        clone.BuildAgain([.. options[..1], "-p:KhmerCachePush=true"]).Succeeded().Says(UserProject.NoNumbers);
    }

    /// <summary>The project treats warnings as errors.</summary>
    [Fact]
    public void A_store_that_is_down_makes_a_warning_and_a_local_build_unless_it_is_required()
    {
        var project = new UserProject(packages);
        project.Write("down", "a file, which no store can be in");
        var remote = $"-p:KhmerCacheRemote={AddressOf(project.PathOf("down"))}";

        project.Build(remote, "-p:KhmerCacheRemoteRequired=true").Failed().Says("KhmerCache error KHC6001: ").Says(project.PathOf("down"));
        Assert.False(project.HasCache);
        project.BuildAgain(remote).Succeeded().Says("KhmerCache warning KHC6001: ").Says("What is missing is rendered here.").Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
        project.BuildAgain(remote).Succeeded().Says(UserProject.NoNumbers).DoesNotSay("KHC6001");
    }

    /// <summary>The clients of stores are three megabytes of code. Here none of it is what it should be, and nobody sees.</summary>
    [Fact]
    public void A_build_without_a_remote_cache_loads_nothing_that_is_for_one()
    {
        var package = packages.NewProjectFolder();
        ZipFile.ExtractToDirectory(packages.FileOf("KhmerCache.Build"), package);
        var clients = Directory.GetFiles(package, "*.dll", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is var name && (name == "KhmerCache.Remote.dll" || name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Azure", StringComparison.Ordinal))).ToList();
        Assert.InRange(clients.Count, 6, 12);
        clients.ForEach(file => File.WriteAllText(file, "no code at all"));
        var project = new UserProject(packages);
        var worker = $"-p:KhmerCacheToolPath={Path.Combine(package, "tools/net10.0/any/KhmerCache.Tool.dll")}";

        project.Build(worker).Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
        project.BuildAgain(worker, $"-p:KhmerCacheRemote={AddressOf(project.PathOf("remote"))}", "-p:KhmerCachePush=true").Failed();
    }

    [Theory]
    [InlineData("-p:KhmerCacheRemote=bucket/prefix", "KhmerCacheRemote is 'bucket/prefix', but must be an address")]
    [InlineData("-p:KhmerCachePush=true", "needs --remote URL (KhmerCacheRemote)")]
    public void What_makes_no_sense_is_told_with_the_name_of_the_property(string option, string says) =>
        new UserProject(packages).Build(option).Failed().Says("error KHC5002").Says(says);

    private static IEnumerable<string> DigestsIn(UserProject project) =>
        Directory.GetFiles(project.PathOf("data/synthetic"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != ".lock")
            .Select(file => $"{Path.GetRelativePath(project.PathOf("data/synthetic"), file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}")
            .Order(StringComparer.Ordinal);

    // As it is written: MSBuild takes a percent sign for an escape of its own, and %E1 for another letter than UTF-8 has there.
    private static string AddressOf(string folder) => "file://" + folder;
}
