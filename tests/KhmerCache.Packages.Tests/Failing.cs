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
}
