namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class Failing(PackedPackages packages)
{
    [Fact]
    public void A_missing_corpus_fails_the_build_with_the_file_and_a_code_until_it_is_there()
    {
        var project = new UserProject(packages);
        File.Move(project.PathOf("corpus/val.txt"), project.PathOf("corpus/elsewhere.txt"));

        project.Build().Failed().Says("val.txt").Says("error KHC1001").DoesNotSay("KHC5001");
        project.BuildAgain().Failed().Says("error KHC1001");

        File.Move(project.PathOf("corpus/elsewhere.txt"), project.PathOf("corpus/val.txt"));
        project.BuildAgain().Succeeded().Says($"[planned={UserProject.Images}");
    }

    [Fact]
    public void Settings_that_make_no_sense_fail_the_build_at_the_project()
    {
        var project = new UserProject(packages, corpora: """<KhmerCorpus Include="corpus/train.txt" />""");
        project.Write("Program.cs", "Console.WriteLine(KhmerCacheInfo.ImageHeight);");

        project.Build("-p:KhmerCacheJobs=many").Failed()
            .Says("App.csproj : KhmerCache error KHC5004")
            .Says("App.csproj : KhmerCache error KHC5002: KhmerCacheJobs is 'many'");
        Assert.False(Directory.Exists(project.PathOf("data")));
    }

    [Fact]
    public void A_misspelt_font_or_split_is_a_compile_error()
    {
        var project = new UserProject(packages);
        project.Write("Program.cs", "Console.WriteLine($\"{KhmerFonts.KhmerSO} {KhmerSplits.Trian}\");");

        project.Build().Failed().Says("error CS0117: 'KhmerFonts' does not contain a definition for 'KhmerSO'").Says("'KhmerSplits' does not contain a definition for 'Trian'");

        // The images are there already, and are not rendered again when the name is mended.
        project.Write("Program.cs", UserProject.Code);
        project.BuildAgain().Succeeded().Says(UserProject.NoNumbers);
    }

    [Fact]
    public void A_worker_whose_runtime_is_missing_is_one_error_that_says_what_is_missing_and_where_its_words_are()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        foreach (var file in Directory.GetFiles(Path.Combine(packages.PackageFolder, "khmercache.build", packages.Version, "tools", "net10.0", "any")))
        {
            Directory.CreateDirectory(project.PathOf("worker"));
            File.Copy(file, project.PathOf("worker/" + Path.GetFileName(file)));
        }

        const string Config = "worker/KhmerCache.Tool.runtimeconfig.json";
        project.Write(Config, project.Read(Config).Replace("\"version\": \"10.0.0\"", "\"version\": \"99.0.0\"", StringComparison.Ordinal));
        project.BuildAgain("-p:KhmerCacheToolPath=worker/KhmerCache.Tool.dll").Failed()
            .Says("App.csproj : KhmerCache error KHC5001: ").Says("is not installed").Says("All that it wrote is in").Says("    1 Error(s)").DoesNotSay("error MSB");

        Assert.Contains("99.0.0", project.Read("obj/Debug/net10.0/KhmerCache.worker.log"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_switch_that_is_neither_on_nor_off_fails_the_build()
    {
        var project = new UserProject(packages);

        project.Build("-p:KhmerCacheEnabled=maybe").Failed().Says("App.csproj : error KHC5002: KhmerCacheEnabled is 'maybe', but must be 'true' or 'false'.");
        project.BuildAgain("-p:KhmerCacheEnabled=no").Succeeded().Says("App -> ");
        Assert.False(project.HasCache);
    }

    [Fact]
    public void A_corpus_in_two_splits_and_a_font_of_two_patterns_fail_the_build_at_the_project()
    {
        var project = new UserProject(packages, corpora: """
            <KhmerCorpus Include="corpus/*.txt" Split="train" /><KhmerCorpus Include="corpus/val.txt" Split="val" /><KhmerFont Include="fonts/KhmerOS.ttf" />
            """);

        project.Build("-p:KhmerCacheSplits=trian").Failed()
            .Says("App.csproj : KhmerCache error KHC5007: ").Says("App.csproj : KhmerCache error KHC5008: ").Says("App.csproj : KhmerCache error KHC5010: ");
        Assert.False(project.HasCache);
    }
}
