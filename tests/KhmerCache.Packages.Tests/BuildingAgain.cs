namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class BuildingAgain(PackedPackages packages)
{
    [Fact]
    public void Only_what_changed_is_done()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        // Nothing changed: the work is skipped.
        project.BuildAgain().Succeeded().Says(UserProject.NoNumbers).DoesNotSay("data/synthetic");

        // One more line to train from, in both fonts.
        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images + 2, 2));

        // One file less: fewer images, and none to render.
        project.Write("corpus/train2.txt", "បុគ្គលគ្រប់រូបមានសិទ្ធិ\n");
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images + 4, 2));
        File.Delete(project.PathOf("corpus/train2.txt"));
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images + 2, 0));

        // Another setting: another cache entry for every image.
        project.BuildAgain("-p:KhmerCacheImageHeight=48").Succeeded().Says(UserProject.Numbers(UserProject.Images + 2, UserProject.Images + 2));
    }

    [Fact]
    public void A_cache_that_somebody_deleted_is_made_again()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        Directory.Delete(project.PathOf("data"), recursive: true);

        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));

        Assert.True(project.HasCache);
    }

    /// <summary>The project treats warnings as errors: there is nothing to mend, and so it is no warning.</summary>
    [Fact]
    public void Who_waits_for_images_that_are_rendered_anew_sees_why()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded().DoesNotSay("KHC3006");
        File.WriteAllBytes(project.PathOf("fonts/KhmerOS.ttf"), File.ReadAllBytes(Path.Combine(PackedPackages.Repository, "fonts", "khmeros", "KhmerOSbattambang.ttf")));

        project.BuildAgain().Succeeded().Says("KhmerCache message KHC3006: Rendered anew: ").Says("in 'fonts/KhmerOS.ttf', because the font file has changed.");
        project.BuildAgain().Succeeded().DoesNotSay("KHC3006");
    }

    /// <summary>Guards against a warning that outlives what it warned of, and fails every build with -warnaserror from then on.</summary>
    [Fact]
    public void A_segment_that_was_damaged_is_told_of_once_and_mended()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        using (var segment = File.OpenWrite(Directory.GetFiles(project.PathOf("data/synthetic/segments/lines"), "*.arrow")[0]))
        {
            segment.SetLength(100);
        }

        project.BuildAgain().Succeeded().Says("warning KHC3004: ");
        project.BuildAgain("-warnaserror").Succeeded().Says(UserProject.NoNumbers).DoesNotSay("KHC3");
    }

    [Fact]
    public void A_build_that_validates_fails_where_the_cache_is_damaged_and_the_next_one_mends_it()
    {
        var project = new UserProject(packages);
        project.Build("-p:KhmerCacheValidateOnBuild=true").Succeeded();

        // Of the same length: what is longer, shorter or gone is seen, and mended, without being asked.
        var segment = Directory.GetFiles(project.PathOf("data/synthetic/segments/lines"), "*.arrow")[0];
        var bytes = File.ReadAllBytes(segment);
        bytes[^200] ^= 1;
        File.WriteAllBytes(segment, bytes);

        project.BuildAgain("-p:KhmerCacheValidateOnBuild=true").Failed().Says("error KHC3");
        project.BuildAgain("-p:KhmerCacheValidateOnBuild=true").Succeeded();
    }
}
