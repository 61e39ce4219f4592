namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class BuildingInEveryWay(PackedPackages packages)
{
    private const string TwoFrameworks = "<TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks><LangVersion>latest</LangVersion>";

    private const string UsesInfo = "class UsesInfo { public static string Directory => KhmerCacheInfo.Directory; }";

    [Theory]
    [InlineData("-m:2")]
    [InlineData("-graph -m:2")]
    [InlineData("-graph -isolate -m:2")]
    [InlineData("-mt -m:2")]
    [InlineData("--no-incremental")]
    [InlineData("-t:Rebuild -m:2")]
    public void The_work_is_done_once_for_all_frameworks_and_then_skipped(string options)
    {
        var project = new UserProject(packages, TwoFrameworks, hasLibrary: false);
        project.Write("Program.cs", UsesInfo);
        project.Do("restore").Succeeded();
        string[] arguments = ["--no-restore", "-v:n", .. options.Split(' ')];

        var first = project.Build(arguments).Succeeded().Output;
        Assert.Equal(2, first.Split("images planned").Length);
        Assert.Equal(2, first.Split(UserProject.Numbers(UserProject.Images, UserProject.Images)).Length);

        // What rebuilds looks again, and finds everything.
        var isRebuilding = options.Contains("--no-incremental", StringComparison.Ordinal) || options.Contains("Rebuild", StringComparison.Ordinal);
        project.Build(arguments).Succeeded().Says(isRebuilding ? UserProject.Numbers(UserProject.Images, 0) : UserProject.NoNumbers);
    }

    [Fact]
    public void Where_one_framework_is_asked_for_it_has_its_cache_too()
    {
        var project = new UserProject(packages, TwoFrameworks, hasLibrary: false);
        project.Write("Program.cs", UsesInfo);

        project.Build("-f", "netstandard2.1").Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
    }

    [Fact]
    public void A_multi_threaded_build_keeps_the_tasks_in_its_process()
    {
        var project = new UserProject(packages);

        project.Build("-mt", "-v:diag").Succeeded()
            .Says("ran in TaskHost process")
            .DoesNotSay("Task \"KhmerCacheFindChanges\" ran in TaskHost")
            .DoesNotSay("Task \"KhmerCachePregenerate\" ran in TaskHost");
    }

    [Fact]
    public void A_project_that_references_one_with_a_cache_builds_it_with_its_cache()
    {
        var library = new UserProject(packages, "<TargetFramework>net10.0</TargetFramework>");
        library.Write("Program.cs", "public static class Data { public static int Fonts => KhmerFonts.All.Length; public static string Folder => KhmerCacheInfo.Directory; }");
        var user = packages.NewProjectFolder();
        File.WriteAllText(
            Path.Combine(user, "User.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="{library.PathOf("App.csproj")}" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(user, "Program.cs"), "System.Console.WriteLine($\"fonts: {Data.Fonts} in {Data.Folder}\");");

        DotNet.Run(user, packages.PackageFolder, "build", "-tl:off", "-v:n").Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));

        Assert.True(library.HasCache);
        Assert.False(Directory.Exists(Path.Combine(user, "data")));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(user, "obj"), "KhmerCache.*", SearchOption.AllDirectories), _ => true);
        DotNet.Run(user, packages.PackageFolder, "exec", Path.Combine(user, "bin", "Debug", "net10.0", "User.dll")).Succeeded().Says($"fonts: 2 in {library.PathOf("data/synthetic")}");
    }

    /// <summary>Guards against lost or doubled work where two solutions, or a build and an IDE, fill one cache.</summary>
    [Fact]
    public void Two_builds_at_once_fill_one_cache_and_lose_nothing()
    {
        var shared = packages.NewProjectFolder();
        UserProject[] projects = [new(packages), new(packages)];
        projects[1].Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        foreach (var project in projects)
        {
            project.Do("restore").Succeeded();
        }

        var builds = Array.ConvertAll(projects, project => project.StartBuild("--no-restore", $"-p:KhmerCacheDir={shared}/cache"));
        Assert.All(builds, build =>
        {
            using (build)
            {
                build.WaitForEnd().Succeeded();
            }
        });

        foreach (var project in projects)
        {
            project.BuildAgain($"-p:KhmerCacheDir={shared}/cache", "-t:KhmerCacheValidate").Succeeded();
            Assert.DoesNotMatch("rendered=[1-9]", project.BuildAgain($"-p:KhmerCacheDir={shared}/cache").Succeeded().Output);
        }

        // Each has seen what the other has made, and neither gives the other anything to do.
        Assert.All(projects.Concat(projects), project => project.BuildAgain($"-p:KhmerCacheDir={shared}/cache").Succeeded().Says(UserProject.NoNumbers));
    }

    [Theory]
    [InlineData("App.fsproj", "Program.fs", "printfn \"%d\" 1")]
    [InlineData("App.vbproj", "Program.vb", "Module Program\n  Sub Main()\n  End Sub\nEnd Module")]
    public void A_project_in_another_language_has_its_cache_and_no_descriptors(string name, string file, string code)
    {
        var compile = name.EndsWith(".fsproj", StringComparison.Ordinal) ? "</PropertyGroup><ItemGroup><Compile Include=\"Program.fs\" /></ItemGroup><PropertyGroup>" : "";
        var project = new UserProject(packages, $"<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>{compile}", name: name);
        project.Write(file, code);

        project.Build().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));

        Assert.True(project.HasCache);
        Assert.False(File.Exists(project.PathOf("obj/Debug/net10.0/KhmerCache.descriptors.txt")));
        project.BuildAgain().Succeeded().Says(UserProject.NoNumbers);
    }

    [Fact]
    public void A_project_for_the_web_publishes_nothing_of_the_cache()
    {
        var project = new UserProject(packages, "<TargetFramework>net10.0</TargetFramework><KhmerCacheLock>true</KhmerCacheLock>");
        project.Write("App.csproj", project.Read("App.csproj").Replace("Microsoft.NET.Sdk\"", "Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal));
        project.Build().Succeeded();

        project.Do("publish", "-tl:off", "-o", "published").Succeeded();

        Assert.True(project.HasCache);
        Assert.DoesNotContain(
            Directory.GetFiles(project.PathOf("published"), "*", SearchOption.AllDirectories).Select(Path.GetFileName), name => name is "cache_index.json" or "khmercache.lock.json");
    }

    [Fact]
    public void Splits_may_be_chosen_on_the_command_line()
    {
        var project = new UserProject(packages);

        project.Build("-p:KhmerCacheSplits=train%3Bval").Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
        project.Write("Program.cs", "System.Console.WriteLine(KhmerSplits.All.Length);");
        project.BuildAgain("-p:KhmerCacheSplits=val").Succeeded().Says(UserProject.Numbers(2, 0));
        project.Run().Succeeded().Says("1");
    }
}
