namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class Linting(PackedPackages packages)
{
    /// <summary>The projects of these tests treat warnings as errors, unless told otherwise.</summary>
    private const string Lenient = "-p:TreatWarningsAsErrors=false";

    private const string Faulty = "និង\u200Bភាព\nសា្ថន\n";

    [Fact]
    public void Findings_are_warnings_at_their_place_that_can_be_silenced()
    {
        var project = new UserProject(packages);
        project.Append("corpus/train.txt", Faulty);

        project.Build(Lenient).Succeeded()
            .Says("corpus/train.txt(4,4): KhmerCache warning KHC1017: U+200B")
            .Says("corpus/train.txt(5,2): KhmerCache warning KHC1021: ");
        project.BuildAgain(Lenient, "-p:NoWarn=CS1591%3BKHC1017").Succeeded().DoesNotSay("KHC1017").Says("warning KHC1021");
        project.BuildAgain(Lenient, "-p:KhmerCacheLint=false").Succeeded().DoesNotSay("warning KHC");
    }

    /// <summary>Guards against a finding that fails the build in which the line is new, and is never heard of again.</summary>
    [Fact]
    public void As_errors_they_fail_every_build_until_the_text_is_mended()
    {
        var project = new UserProject(packages);
        project.Append("corpus/train.txt", Faulty);

        project.Build(Lenient, "-p:WarningsAsErrors=KHC1021").Failed().Says("warning KHC1017").Says("error KHC1021");
        project.BuildAgain(Lenient, "-p:WarningsAsErrors=KHC1021").Failed().Says("warning KHC1017").Says("error KHC1021");
        project.BuildAgain(Lenient, "-warnaserror").Failed().Says("error KHC1017").Says("error KHC1021");
        project.BuildAgain("-p:TreatWarningsAsErrors=true", "-p:WarningsNotAsErrors=KHC1017").Failed().Says("warning KHC1017").Says("error KHC1021");

        project.Write("corpus/train.txt", "និងភាព\nស្ថាន\n");
        project.BuildAgain("-warnaserror").Succeeded().DoesNotSay("KHC1");
    }

    /// <summary>Guards against a build that fails once and passes the second time, though nothing was mended.</summary>
    [Fact]
    public void They_are_told_again_by_builds_that_have_nothing_to_do_and_fail_those_that_allow_none()
    {
        var project = new UserProject(packages);
        project.Append("corpus/train.txt", Faulty);
        project.Build(Lenient).Succeeded();

        project.BuildAgain(Lenient).Succeeded().Says(UserProject.NoNumbers).Says("corpus/train.txt(4,4): KhmerCache warning KHC1017: U+200B");
        project.BuildAgain(Lenient, "-warnaserror").Failed().Says("error KHC1017");
        project.BuildAgain(Lenient, "-warnaserror").Failed().Says("error KHC1017");
    }

    [Fact]
    public void Normalised_labels_are_what_the_program_is_given_too()
    {
        var project = new UserProject(packages);
        project.Write("corpus/train.txt", "សា្ថន\nរំា\n");
        project.Write(
            "Program.cs",
            """
            using var cache = KhmerCache.ImageCache.Open(KhmerCacheInfo.Directory);
            var train = KhmerCache.Datasets.KhmerCorpusDataset.Open(cache, KhmerSplits.Train, KhmerFonts.All);
            foreach (var index in new[] { 0, 1 }) Console.WriteLine($"{string.Concat(train.GetText(index).Select(unit => $"{(int)unit:X4} "))}|{train.TryFind(index, 0, out _, out _)}");
            """);

        project.Build("-p:KhmerCacheNormalize=yes").Succeeded().DoesNotSay("warning").Says(UserProject.Numbers(6, 6));

        project.Run().Succeeded().Says("179F 17D2 1790 17B6 1793 |True").Says("179A 17B6 17C6 |True");
    }
}
