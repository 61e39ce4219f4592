namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class InstallingTheTool(PackedPackages packages)
{
    [Fact]
    public void It_runs_by_its_name_with_the_native_libraries_of_this_system()
    {
        var folder = packages.NewProjectFolder();
        File.WriteAllText(Path.Combine(folder, "text.txt"), "ខ្មែរ\n");
        var font = Path.Combine(PackedPackages.Repository, "fonts", "khmeros", "KhmerOS.ttf");

        DotNet.Run(folder, packages.PackageFolder, "tool", "install", "KhmerCache.Tool", "--version", packages.Version, "--source", packages.Feed, "--create-manifest-if-needed").Succeeded();

        DotNet.Run(folder, packages.PackageFolder, "khmercache", "--version").Succeeded().Says("0.1.0");
        DotNet.Run(folder, packages.PackageFolder, "khmercache", "shape", "--font", font, "--text-file", "text.txt", "--json").Succeeded().Says("\"g\":");
    }
}
