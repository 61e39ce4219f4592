namespace KhmerCache.Build.Tests;

/// <summary>What C# projects set for their warnings goes for ours.</summary>
public class WarningsOfAProject
{
    private const string Warning = """{"event":"diagnostic","severity":"warning","code":"KHC1017","message":"U+200B","file":"train.txt","line":4,"column":2}""";

    [Fact]
    public void Warnings_that_are_treated_as_errors_fail_the_task_at_their_place()
    {
        var task = new FakePregenerate { TreatWarningsAsErrors = "True", Says = [Warning] };

        Assert.False(task.Execute());
        Assert.Equal(("KHC1017", "train.txt", 4, 2), (task.OnlyError.Code, task.OnlyError.File, task.OnlyError.LineNumber, task.OnlyError.ColumnNumber));
        Assert.Empty(task.Engine.Warnings);
    }

    [Fact]
    public void Those_that_are_excepted_or_not_wanted_stay_warnings()
    {
        Assert.True(new FakePregenerate { TreatWarningsAsErrors = "true", WarningsNotAsErrors = ["CS1591,khc1017"], Says = [Warning] }.Execute());
        Assert.True(new FakePregenerate { TreatWarningsAsErrors = "true", NoWarn = ["KHC1017"], Says = [Warning] }.Execute());
    }

    [Fact]
    public void What_was_mended_in_the_cache_is_no_error_in_the_project()
    {
        var task = new FakePregenerate { TreatWarningsAsErrors = "true", Says = [Warning.Replace("KHC1017", "KHC3005", StringComparison.Ordinal)] };

        Assert.True(task.Execute());
        Assert.Equal("KHC3005", Assert.Single(task.Engine.Warnings).Code);
    }

    /// <summary>Whether a store that is down fails a build is for KhmerCacheRemoteRequired to say.</summary>
    [Fact]
    public void A_store_that_is_down_is_no_error_in_the_project_and_no_matter_to_the_builds_after_it()
    {
        var folder = Directory.CreateTempSubdirectory("KhmerCache.Build.Tests.");
        try
        {
            var task = StampingIn(folder, [Warning.Replace("KHC1017", "KHC6001", StringComparison.Ordinal)]);
            task.TreatWarningsAsErrors = "true";

            Assert.True(task.Execute());
            Assert.Equal("KHC6001", Assert.Single(task.Engine.Warnings).Code);
            Assert.True(File.Exists(task.StampFile));
            Assert.Empty(File.ReadAllText(task.WarningsFile));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"event":"summary","planned":1,"pushed_segments":0}""", true)]
    [InlineData("""{"event":"summary","planned":1}""", false)]
    public void What_could_not_be_pushed_is_left_for_the_next_build(string summary, bool isDone)
    {
        var folder = Directory.CreateTempSubdirectory("KhmerCache.Build.Tests.");
        try
        {
            var task = StampingIn(folder, [summary]);
            task.Push = "true";

            Assert.True(task.Execute());
            Assert.Equal(isDone, File.Exists(task.StampFile));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static FakePregenerate StampingIn(DirectoryInfo folder, string[] says)
    {
        var inputs = Path.Combine(folder.FullName, "inputs");
        File.WriteAllText(inputs, "");
        return new FakePregenerate { Says = says, InputsFile = inputs, StampFile = Path.Combine(folder.FullName, "stamp"), WarningsFile = Path.Combine(folder.FullName, "warnings") };
    }

    [Fact]
    public void Nothing_set_leaves_them_warnings_with_a_link_to_their_entry()
    {
        var task = new FakePregenerate { Says = [Warning] };

        Assert.True(task.Execute());
        Assert.EndsWith("/docs/build.md#khc1017", Assert.Single(task.Engine.Warnings).HelpLink, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_has_such_a_link_too()
    {
        var task = new FakePregenerate { ImageHeight = "5" };

        Assert.False(task.Execute());
        Assert.EndsWith("/docs/build.md#khc5002", task.OnlyError.HelpLink, StringComparison.Ordinal);
    }
}
