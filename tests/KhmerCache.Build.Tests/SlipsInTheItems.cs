using Microsoft.Build.Utilities;

namespace KhmerCache.Build.Tests;

public class SlipsInTheItems
{
    [Fact]
    public void A_font_that_two_patterns_find_is_an_error()
    {
        var task = new FakePregenerate { Fonts = [new TaskItem("fonts/KhmerOS.ttf"), new TaskItem("fonts/Bokor.ttf"), new TaskItem("fonts/../fonts/KhmerOS.ttf")] };

        Assert.False(task.Execute());
        Assert.False(task.WasStarted);
        Assert.Equal("KHC5007", task.OnlyError.Code);
        Assert.Contains($"'{FakePregenerate.InProject("fonts/KhmerOS.ttf")}' is a KhmerFont 2 times, as 'fonts/KhmerOS.ttf' and 'fonts/../fonts/KhmerOS.ttf'", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_that_two_splits_share_is_an_error_that_says_why()
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/a.txt", "train"), FakePregenerate.Corpus("corpus/a.txt", "test")] };

        Assert.False(task.Execute());
        Assert.Equal("KHC5008", task.OnlyError.Code);
        Assert.Contains("in the splits train and test: what a model has learned would test it", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_that_stands_in_a_split_twice_is_an_error()
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/a.txt", "train"), FakePregenerate.Corpus("corpus/a.txt", "train")] };

        Assert.False(task.Execute());
        Assert.Equal("KHC5008", task.OnlyError.Code);
        Assert.Contains("2 times, in the split train.", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_no_corpus_belongs_to_is_an_error_that_names_those_there_are()
    {
        var task = new FakePregenerate { Splits = ["train", "tets"] };

        Assert.False(task.Execute());
        Assert.Equal("KHC5010", task.OnlyError.Code);
        Assert.Contains("'tets', but no KhmerCorpus belongs to it. The splits are: train.", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Val", "val")]
    [InlineData("validation", "val")]
    [InlineData("dev", "val")]
    [InlineData("TEST", "test")]
    [InlineData("trian", "train")]
    [InlineData("tset", "test")]
    [InlineData("valdiation", "val")]
    [InlineData("Testing", "test")]
    public void A_split_that_looks_like_one_of_the_three_is_a_warning(string name, string usual)
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/a.txt", name)] };

        Assert.True(task.Execute());
        var warning = Assert.Single(task.Engine.Warnings);
        Assert.Equal("KHC5011", warning.Code);
        Assert.Contains($"Write Split=\"{usual}\"", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("val")]
    [InlineData("test")]
    [InlineData("handwriting")]
    [InlineData("text")]
    [InlineData("all")]
    public void Any_other_name_is_a_split_to_train_from(string name)
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/a.txt", name)] };

        Assert.True(task.Execute());
        Assert.Empty(task.Engine.Warnings);
    }

    [Fact]
    public void A_file_outside_the_source_tree_is_a_warning_and_one_beside_the_project_is_not()
    {
        var tree = Directory.CreateTempSubdirectory("a tree ");
        try
        {
            Directory.CreateDirectory(Path.Combine(tree.FullName, ".git"));
            Directory.CreateDirectory(Path.Combine(tree.FullName, "src"));
            File.WriteAllText(Path.Combine(tree.FullName, "src", "All.sln"), "");
            var project = Path.Combine(Directory.CreateDirectory(Path.Combine(tree.FullName, "src", "OCR")).FullName, "OCR.csproj");
            var task = new FakePregenerate { ProjectFile = project, Fonts = [new TaskItem("../../fonts/KhmerOS.ttf"), new TaskItem("../../../elsewhere/Bokor.ttf")] };

            Assert.True(task.Execute());
            var warning = Assert.Single(task.Engine.Warnings);
            Assert.Equal("KHC5009", warning.Code);
            Assert.Contains("'../../../elsewhere/Bokor.ttf' lies outside the source tree", warning.Message, StringComparison.Ordinal);
        }
        finally
        {
            tree.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("a=b")]
    [InlineData("a;b")]
    public void A_split_whose_name_would_fall_apart_is_refused(string name)
    {
        var task = new FakePregenerate { Corpora = [FakePregenerate.Corpus("corpus/a.txt", name)] };

        Assert.False(task.Execute());
        Assert.Equal("KHC5002", task.OnlyError.Code);
    }
}
