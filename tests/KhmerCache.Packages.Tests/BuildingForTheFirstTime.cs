namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class BuildingForTheFirstTime(PackedPackages packages)
{
    [Fact]
    public void The_cache_is_made_and_the_descriptors_are_usable_from_code()
    {
        var project = new UserProject(packages);

        project.Build().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images)).Says("data/synthetic").DoesNotSay("warning");

        Assert.True(project.HasCache);
        project.Run().Succeeded()
            .Says("KhmerOS|fonts/KhmerOS.ttf|True")
            .Says("KhmerOSsiemreap|fonts/KhmerOSsiemreap.ttf|True")
            .Says("train|1|True")
            .Says("val|1|True")
            .Says("KhmerOS|train|32|True");
    }

    [Fact]
    public void Several_target_frameworks_share_the_work()
    {
        var project = new UserProject(packages, "<TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks><LangVersion>latest</LangVersion>", hasLibrary: false);
        project.Write("Program.cs", "class UsesInfo { public static string Directory => KhmerCacheInfo.Directory; }");

        var output = project.Build("-m:2").Succeeded().Output;

        Assert.Equal(2, output.Split("[planned=").Length);
    }

    [Fact]
    public void A_project_without_corpora_is_left_alone()
    {
        var project = new UserProject(packages, corpora: "");
        project.Write("Program.cs", "Console.WriteLine(KhmerFonts.KhmerOS);");

        project.Build().Succeeded().DoesNotSay("data/synthetic");
        project.BuildAgain("-t:KhmerCachePack").Failed().Says("App.csproj : error KHC5002: There is no KhmerCorpus");

        Assert.False(Directory.Exists(project.PathOf("data")));
    }

    [Fact]
    public void An_ide_that_only_loads_the_project_starts_no_work()
    {
        var project = new UserProject(packages);

        project.Build("-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true").Succeeded();

        Assert.False(Directory.Exists(project.PathOf("data")));
        Assert.Equal(["KhmerCache.descriptors.txt"], Directory.GetFiles(project.PathOf("obj/Debug/net10.0"), "KhmerCache.*").Select(Path.GetFileName));

        // Nor does a target that is no build.
        project.BuildAgain("-t:Compile").Succeeded();
        Assert.False(Directory.Exists(project.PathOf("data")));
    }

    [Fact]
    public void An_ide_that_loads_a_project_with_a_cache_touches_nothing_of_it()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        var before = Written();

        project.BuildAgain("-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true").Succeeded();

        Assert.Equal(before, Written());

        string[] Written() =>
        [
            .. Directory.GetFiles(project.PathOf("data"), "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(project.PathOf("obj/Debug/net10.0"), "KhmerCache.*"))
                .Order(StringComparer.Ordinal).Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}"),
        ];
    }

    [Fact]
    public void The_first_compilation_knows_the_characters_of_the_corpora()
    {
        var project = new UserProject(packages);
        project.Write("Program.cs", "Console.WriteLine($\"{KhmerVocabulary.Count}|{KhmerVocabulary.IndexOf('ម') >= 0}|{KhmerVocabulary.IndexOf('x')}|{KhmerFonts.KhmerOSsiemreap.Family}\");");
        project.Build().Succeeded();
        var expected = File.ReadAllText(project.PathOf("corpus/train.txt")).Concat(File.ReadAllText(project.PathOf("corpus/val.txt"))).Where(character => character != '\n').Distinct().Count();

        project.Run().Succeeded().Says($"{expected}|True|-1|Khmer OS Siemreap");
    }
}
