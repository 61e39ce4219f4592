using System.Diagnostics;

namespace KhmerCache.Packages.Tests;

/// <summary>A cache on a shared drive that is mounted with <c>ro</c>.</summary>
[Collection(PackagesCollection.Name)]
public class BuildingWithACacheThatCanNotBeWritten(PackedPackages packages)
{
    [SkippableFact]
    public void Builds_where_all_images_are_there_and_says_why_it_does_not_where_one_is_missing()
    {
        Skip.IfNot(CanMount(), "Disks that only this process sees are made with Linux's unshare.");
        var project = new UserProject(packages);
        project.Build().Succeeded();
        File.Delete(project.PathOf("obj/Debug/net10.0/KhmerCache.stamp"));

        BuildReadOnly(project).Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));
        BuildReadOnly(project).Succeeded().Says(UserProject.NoNumbers);

        project.Append("corpus/train.txt", "គ្មាននរណាម្នាក់ត្រូវស្ថិតក្នុងទាសភាព\n");
        BuildReadOnly(project).Failed().Says("KhmerCache error KHC3002: Error caching image").Says("Read-only file system").DoesNotSay("KHC5001");
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images + 2, 2));
    }

    private static Outcome BuildReadOnly(UserProject project)
    {
        const string Mount = """mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@" """;
        return project.Shell("unshare", "-rm", "sh", "-c", Mount, "sh", project.PathOf("data"), "dotnet", "build", "-m:1", "-tl:off", "--no-restore");
    }

    private static bool CanMount()
    {
        try
        {
            using var shell = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", "mount -t tmpfs own /mnt"]) { RedirectStandardError = true })!;
            shell.WaitForExit();
            return shell.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
