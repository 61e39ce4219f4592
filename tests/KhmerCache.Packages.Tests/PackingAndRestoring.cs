using System.Security.Cryptography;

namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class PackingAndRestoring(PackedPackages packages)
{
    private const string WithLock = "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><KhmerCacheLock>true</KhmerCacheLock>";

    [Fact]
    public void What_one_machine_packed_another_restores_and_renders_nothing()
    {
        var author = new UserProject(packages, WithLock);
        author.Build().Succeeded();
        author.BuildAgain("-t:KhmerCachePack").Succeeded();
        var packed = author.PathOf("bin/khmercache.tar");

        var runner = new UserProject(packages, WithLock);
        File.Copy(author.PathOf("khmercache.lock.json"), runner.PathOf("khmercache.lock.json"));
        string[] options = ["-p:ContinuousIntegrationBuild=true", $"-p:KhmerCacheRestoreFrom={packed}"];
        runner.Build(options).Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));
        runner.BuildAgain(options).Succeeded().Says(UserProject.NoNumbers);
        runner.BuildAgain("-t:KhmerCacheValidate").Succeeded();
        runner.Run().Succeeded().Says("KhmerOS|train|32|True");

        // The same images are the same bytes, also where the cache has seen others, and where it was restored.
        author.BuildAgain("-p:KhmerCacheImageHeight=48").Succeeded();
        author.BuildAgain("-t:KhmerCachePack", "-p:KhmerCachePackOutput=again.tar").Succeeded();
        runner.BuildAgain("-t:Build;KhmerCachePack", "-p:KhmerCachePackOutput=again.tar").Succeeded();
        Assert.Equal(HashOf(packed), HashOf(author.PathOf("again.tar")));
        Assert.Equal(HashOf(packed), HashOf(runner.PathOf("again.tar")));
    }

    [Fact]
    public void What_is_no_packed_cache_is_refused_and_leaves_the_project_without_one()
    {
        var project = new UserProject(packages);
        project.Write("broken.tar", "not a tar at all");

        project.Build("-p:KhmerCacheRestoreFrom=broken.tar").Failed().Says("broken.tar").Says("error KHC3009: ").DoesNotSay("KHC5001");
        project.BuildAgain("-p:KhmerCacheRestoreFrom=missing.tar").Failed().Says("missing.tar").Says("error KHC3009: ");
        Assert.False(project.HasCache);
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
