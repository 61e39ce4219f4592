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

    /// <summary>The package has a copy of each library, of fonts and of the page of reports, and any of them may be missing in it.</summary>
    [Fact]
    public void It_works_on_a_project_and_writes_every_kind_of_file()
    {
        var project = new UserProject(packages);
        project.Do("tool", "install", "KhmerCache.Tool", "--version", packages.Version, "--source", packages.Feed, "--create-manifest-if-needed").Succeeded();
        project.Do("restore").Succeeded();

        Khmercache("pregenerate").Says($"{UserProject.Images} images planned, {UserProject.Images} rendered");
        Khmercache("stats").Says($"images: {UserProject.Images}").Says("split train: 3 lines, 6 images planned");
        Khmercache("report", "--output", "report.html").Says($"{UserProject.Images} of {UserProject.Images} images");
        Khmercache("export", "--format", "lmdb", "--output", "lmdb").Says("(train 6, val 2)");
        Khmercache("export", "--format", "parquet", "--output", "parquet").Says("(train 6, val 2)");

        Assert.Contains("</html>", project.Read("report.html"), StringComparison.Ordinal);
        Assert.True(File.Exists(project.PathOf("lmdb/train/data.mdb")));
        Assert.StartsWith("PAR1", project.Read("parquet/data/val-00000-of-00001.parquet"), StringComparison.Ordinal);

        // What the tool has made is what a build would make.
        project.BuildAgain().Succeeded().Says(UserProject.Numbers(UserProject.Images, 0));

        Outcome Khmercache(string verb, params string[] options) => project.Do(["khmercache", verb, "--project", ".", .. options]).Succeeded();
    }
}
