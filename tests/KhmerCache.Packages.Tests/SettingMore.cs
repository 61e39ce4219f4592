using System.Text.Json;

namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class SettingMore(PackedPackages packages)
{
    [Fact]
    public void The_lock_may_have_another_name()
    {
        var project = new UserProject(packages, "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><KhmerCacheLock>true</KhmerCacheLock>");

        project.Build("-p:KhmerCacheLockFile=ocr.lock.json").Succeeded();

        Assert.True(File.Exists(project.PathOf("ocr.lock.json")));
        Assert.False(File.Exists(project.PathOf("khmercache.lock.json")));
        project.BuildAgain("-p:KhmerCacheLockFile=ocr.json").Failed().Says("error KHC5002: KhmerCacheLockFile is ").Says("a path that ends in '.lock.json'");
    }

    [Fact]
    public void The_parts_of_the_work_make_the_whole()
    {
        var project = new UserProject(packages);

        project.Build("-p:KhmerCacheShard=1/2").Succeeded();
        project.BuildAgain("-p:KhmerCacheShard=2/2").Succeeded();

        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));
    }

    [Fact]
    public void The_cache_is_exported_to_where_the_project_says_and_nowhere_else()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        project.BuildAgain("-t:KhmerCacheExport").Failed().Says("error KHC5002: Nothing says where to export to.");
        project.BuildAgain("-t:KhmerCacheExport", "-p:KhmerCacheExportOutput=cache_info.json").Succeeded().Says("cache_info.json");

        using var json = JsonDocument.Parse(project.Read("cache_info.json"));
        Assert.Equal(UserProject.Images, json.RootElement.GetProperty("total_images").GetInt32());
    }
}
