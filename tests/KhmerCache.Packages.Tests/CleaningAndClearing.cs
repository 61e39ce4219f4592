namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class CleaningAndClearing(PackedPackages packages)
{
    [Fact]
    public void Clean_keeps_the_cache_and_clear_removes_it()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        project.Clean().Succeeded();
        Assert.True(project.HasCache);
        Assert.Empty(Directory.GetFiles(project.PathOf("obj"), "KhmerCache.*", SearchOption.AllDirectories));

        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));

        project.BuildAgain("-t:KhmerCacheValidate;KhmerCacheStats").Succeeded();
        project.BuildAgain("-t:KhmerCacheClear").Succeeded();
        Assert.False(project.HasCache);
        project.BuildAgain("-t:KhmerCacheClear").Succeeded();

        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
    }

    [Fact]
    public void Clean_keeps_the_cache_of_several_frameworks_and_leaves_nothing_in_obj()
    {
        var project = new UserProject(packages, "<TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks><LangVersion>latest</LangVersion>", hasLibrary: false);
        project.Write("Program.cs", "class UsesInfo { public static string Directory => KhmerCacheInfo.Directory; }");
        project.Build().Succeeded();

        project.Clean().Succeeded();

        Assert.True(project.HasCache);
        Assert.Empty(Directory.GetFiles(project.PathOf("obj"), "KhmerCache.*", SearchOption.AllDirectories));
    }
}
