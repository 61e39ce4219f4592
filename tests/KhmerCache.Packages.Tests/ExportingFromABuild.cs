namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class ExportingFromABuild(PackedPackages packages)
{
    /// <summary>A cache does not tell splits apart: a model must not be trained with the lines that validate it.</summary>
    [Fact]
    public void Splits_are_apart_and_have_what_the_project_asks_for()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        project.BuildAgain("-t:KhmerCacheExport", "-p:KhmerCacheExportFormat=png", "-p:KhmerCacheExportOutput=exported").Succeeded();

        Assert.Equal(6, project.Read("exported/train/labels.txt").TrimEnd('\n').Split('\n').Length);
        Assert.Equal(2, project.Read("exported/val/labels.txt").TrimEnd('\n').Split('\n').Length);
        Assert.False(Directory.Exists(project.PathOf("exported/all")));
    }

    [Fact]
    public void Lines_that_were_not_rendered_yet_fail_it_and_are_named()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();
        project.Append("corpus/train.txt", "មនុស្សគ្រប់រូប\n");

        project.BuildAgain("-t:KhmerCacheExport", "-p:KhmerCacheExportFormat=png", "-p:KhmerCacheExportOutput=exported").Failed()
            .Says("train.txt(4): ").Says("error KHC3008: 2 images of split 'train' are not in the cache");
    }
}
