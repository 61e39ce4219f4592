namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class OrderingCorpora(PackedPackages packages)
{
    /// <summary>Guards against a build that takes the first lines of one file and a training that takes those of another: by their whole paths, the two files stand the other way round.</summary>
    [Fact]
    public void The_first_lines_of_a_split_are_the_same_to_the_build_and_to_the_program()
    {
        var project = new UserProject(
            packages,
            "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><KhmerCacheMaxLines>1</KhmerCacheMaxLines>",
            """<KhmerCorpus Include="corpus/train.txt;../zzz/first.txt" Split="train" />""",
            folder: Path.Combine(packages.NewProjectFolder(), "app"));
        project.Write("../All.sln", "");
        project.Write("../zzz/first.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        project.Write("Program.cs", """
            using KhmerCache;
            using KhmerCache.Datasets;

            using var cache = ImageCache.Open(KhmerCacheInfo.Directory);
            using var lines = KhmerCorpusDataset.Open(cache, KhmerSplits.Train, KhmerFonts.All);
            Console.WriteLine($"{lines.Count}|{lines.GetText(0)}|{lines.TryFind(0, 0, out _, out _)}");
            """);

        project.Build().Succeeded().Says(UserProject.Numbers(2, 2));

        project.Run().Succeeded().Says("1|គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព|True");
    }
}
