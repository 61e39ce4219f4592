namespace KhmerCache.Packages.Tests;

/// <summary>Content counts, and nothing else: what dates say is wrong after a checkout, a copy, or an unpacked archive.</summary>
[Collection(PackagesCollection.Name)]
public class WhatCountsAsAChange(PackedPackages packages)
{
    private static readonly DateTime LongAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_file_with_a_new_date_and_the_old_content_is_none()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        foreach (var file in new[] { "corpus/train.txt", "corpus/val.txt", "fonts/KhmerOS.ttf", "data/synthetic/cache_index.json" })
        {
            File.SetLastWriteTimeUtc(project.PathOf(file), DateTime.UtcNow);
        }

        project.BuildAgain("-v:d").Succeeded().Says(UserProject.NoNumbers).Says("Skipping target \"KhmerCachePregenerate\" because all output files are up-to-date");
    }

    [Fact]
    public void A_new_content_with_an_old_date_is_one()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        File.SetLastWriteTimeUtc(project.PathOf("corpus/train.txt"), LongAgo);
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images + 2, 2));

        File.Copy(Path.Combine(PackedPackages.Repository, "fonts", "khmeros", "KhmerOSbokor.ttf"), project.PathOf("fonts/KhmerOS.ttf"), overwrite: true);
        File.SetLastWriteTimeUtc(project.PathOf("fonts/KhmerOS.ttf"), LongAgo);
        project.BuildAgain().Succeeded().Says($"[planned={UserProject.Images + 2} rendered=").DoesNotSay("rendered=0]");
    }

    [Fact]
    public void A_renamed_corpus_is_looked_at_and_renders_nothing_and_a_renamed_font_has_other_images()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        File.Move(project.PathOf("corpus/train.txt"), project.PathOf("corpus/train-renamed.txt"));
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));

        project.Write("Program.cs", "System.Console.WriteLine(KhmerFonts.Renamed.Path);");
        File.Move(project.PathOf("fonts/KhmerOS.ttf"), project.PathOf("fonts/Renamed.ttf"));
        project.BuildAgain().Succeeded().Says($"[planned={UserProject.Images} rendered=").DoesNotSay("rendered=0]");
    }

    [Fact]
    public void What_others_did_to_the_cache_is_looked_at()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        project.BuildAgain("-t:KhmerCacheClear").Succeeded();

        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
        project.BuildAgain().Succeeded().Says(UserProject.NoNumbers);
    }

    [Theory]
    [InlineData("-p:KhmerCacheSeed=7")]
    [InlineData("-p:KhmerCacheDir=elsewhere/")]
    [InlineData("-p:KhmerCacheLint=false")]
    [InlineData("-p:NoWarn=KHC1004")]
    public void Another_setting_is_one(string setting)
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        project.BuildAgain(setting).Succeeded().Says($"[planned={UserProject.Images} ");
        project.BuildAgain(setting).Succeeded().Says(UserProject.NoNumbers);
    }
}
