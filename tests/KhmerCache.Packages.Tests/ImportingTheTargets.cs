using System.IO.Compression;

namespace KhmerCache.Packages.Tests;

/// <summary>NuGet imports one of three folders: <c>build</c>, <c>buildTransitive</c>, or <c>buildMultiTargeting</c> for the outer build of several frameworks.</summary>
[Collection(PackagesCollection.Name)]
public class ImportingTheTargets(PackedPackages packages)
{
    [Theory]
    [InlineData("buildTransitive", "props")]
    [InlineData("buildTransitive", "targets")]
    [InlineData("buildMultiTargeting", "props")]
    [InlineData("buildMultiTargeting", "targets")]
    public void The_other_folders_import_build_and_say_nothing_of_their_own(string folder, string extension) =>
        Assert.Equal(
            $"""<Project><Import Project="../build/KhmerCache.Build.{extension}" /></Project>""",
            packages.Open("KhmerCache.Build").TextOf($"{folder}/KhmerCache.Build.{extension}").TrimEnd());

    [Fact]
    public void Whoever_imports_all_of_them_has_everything_once()
    {
        var folder = packages.NewProjectFolder();
        ZipFile.ExtractToDirectory(packages.FileOf("KhmerCache.Build"), Path.Combine(folder, "package"));
        File.WriteAllText(
            Path.Combine(folder, "All.proj"),
            """
            <Project>
              <Import Project="package/build/KhmerCache.Build.props" />
              <Import Project="package/buildTransitive/KhmerCache.Build.props" />
              <Import Project="package/buildMultiTargeting/KhmerCache.Build.props" />
              <Import Project="package/build/KhmerCache.Build.targets" />
              <Import Project="package/buildTransitive/KhmerCache.Build.targets" />
              <Import Project="package/buildMultiTargeting/KhmerCache.Build.targets" />
              <Target Name="Tell">
                <Message Importance="high" Text="[@(AvailableItemName)] [$(KhmerCacheDir)]" />
              </Target>
            </Project>
            """);

        var outcome = DotNet.Run(folder, packages.PackageFolder, "msbuild", "All.proj", "-t:Tell", "-tl:off").Succeeded();

        outcome.Says("[KhmerFont;KhmerCorpus] [data/synthetic/]");
    }
}
