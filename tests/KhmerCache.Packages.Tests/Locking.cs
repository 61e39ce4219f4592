namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class Locking(PackedPackages packages)
{
    private const string Lock = "khmercache.lock.json";

    private const string WithLock = "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><KhmerCacheLock>true</KhmerCacheLock>";

    [Fact]
    public void The_lock_is_written_when_something_changes_and_the_code_knows_its_digest_at_once()
    {
        var project = new UserProject(packages, WithLock);
        project.Write("Program.cs", "System.Console.WriteLine($\"digest {KhmerCacheInfo.ContentDigest}\");");
        project.Build().Succeeded();
        var first = project.Read(Lock);
        project.Run().Says($"digest {DigestIn(first)}");

        project.BuildAgain().Succeeded().Says(UserProject.NoNumbers);
        Assert.Equal(first, project.Read(Lock));

        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        project.BuildAgain().Succeeded();
        var second = project.Read(Lock);
        Assert.NotEqual(DigestIn(first), DigestIn(second));
        project.Run().Says($"digest {DigestIn(second)}");

        // Back to what was: the images of the line that is gone are in the cache, but no part of the project.
        project.Write("corpus/train.txt", "សេចក្ដីប្រកាសជាសកលស្ដីពីសិទ្ធិមនុស្ស\nមនុស្សទាំងអស់កើតមកមានសេរីភាព\nនិងភាពស្មើៗគ្នា\n");
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));
        Assert.Equal(first, project.Read(Lock));
    }

    [Fact]
    public void A_locked_build_passes_where_nothing_drifted_and_names_everything_that_did()
    {
        var project = new UserProject(packages, WithLock);
        project.Build().Succeeded();
        var committed = project.Read(Lock);
        Directory.Delete(project.PathOf("data"), recursive: true);
        Directory.Delete(project.PathOf("obj"), recursive: true);

        // As on a CI machine: a fresh clone, and no property but the usual one.
        project.Build("-p:ContinuousIntegrationBuild=true").Succeeded().Says(UserProject.Numbers(UserProject.Images, UserProject.Images));
        project.BuildAgain("-p:ContinuousIntegrationBuild=true").Succeeded().Says(UserProject.NoNumbers);

        project.Append("corpus/val.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        File.Copy(Path.Combine(PackedPackages.Repository, "fonts", "khmeros", "KhmerOSbokor.ttf"), project.PathOf("fonts/KhmerOS.ttf"), overwrite: true);
        project.BuildAgain("-p:ContinuousIntegrationBuild=true", "-p:KhmerCacheImageHeight=48").Failed()
            .Says("corpus/val.txt : KhmerCache error KHC4001: ")
            .Says("fonts/KhmerOS.ttf : KhmerCache error KHC4002: ")
            .Says("error KHC4003: ")
            .Says("KhmerCacheLockedMode=false");
        Assert.Equal(committed, project.Read(Lock));

        // Meant: the lock follows, and then holds again.
        project.BuildAgain().Succeeded();
        Assert.NotEqual(committed, project.Read(Lock));
        project.BuildAgain("-p:KhmerCacheLockedMode=true").Succeeded();
    }

    [Fact]
    public void A_locked_build_without_a_lock_and_one_with_a_damaged_lock_say_so()
    {
        var project = new UserProject(packages);

        project.Build("-p:KhmerCacheLockedMode=true").Failed().Says("khmercache.lock.json : KhmerCache error KHC4006: ").Says("KhmerCacheLock=true and KhmerCacheLockedMode=false");
        project.Write(Lock, "{\n  \"format_version\": 1,\n  oops\n}\n");
        project.BuildAgain("-p:ContinuousIntegrationBuild=true").Failed().Says("khmercache.lock.json(3,").Says("error KHC4006: ");
        project.BuildAgain("-p:KhmerCacheLock=false", "-p:ContinuousIntegrationBuild=true").Succeeded();
    }

    [Fact]
    public void A_build_in_CI_of_a_project_whose_lock_is_missing_is_warned_and_fails_where_warnings_are_errors()
    {
        var project = new UserProject(packages, WithLock);

        project.Build("-p:ContinuousIntegrationBuild=true").Failed().Says("khmercache.lock.json : KhmerCache error KHC4006: ").Says("    1 Error(s)");
        project.BuildAgain("-p:ContinuousIntegrationBuild=true", "-p:TreatWarningsAsErrors=false").Succeeded().Says("KhmerCache warning KHC4006: ");
    }

    /// <summary>Guards against a digest that only builds in CI know, and a lock that nobody can bring up to date by what the messages say.</summary>
    [Fact]
    public void A_lock_that_is_there_is_kept_without_being_asked_for()
    {
        var project = new UserProject(packages);
        project.Write("Program.cs", "System.Console.WriteLine($\"digest {KhmerCacheInfo.ContentDigest}\");");
        project.Build("-p:KhmerCacheLock=true").Succeeded();
        var first = project.Read(Lock);

        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        project.BuildAgain("-p:KhmerCacheLockedMode=false").Succeeded();

        Assert.NotEqual(DigestIn(first), DigestIn(project.Read(Lock)));
        project.Run().Says($"digest {DigestIn(project.Read(Lock))}");
        project.BuildAgain("-p:ContinuousIntegrationBuild=true").Succeeded();
    }

    private static string DigestIn(string json)
    {
        const string Name = "\"content_digest\": \"";
        var start = json.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return json[start..json.IndexOf('"', start)];
    }
}
