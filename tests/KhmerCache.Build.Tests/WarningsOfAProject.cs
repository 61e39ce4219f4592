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

    /// <summary>Guards against a build that fails again and again of a segment that was damaged once: builds that have nothing to do tell what was kept.</summary>
    [Fact]
    public void What_was_mended_in_the_cache_is_not_kept_to_be_told_again()
    {
        var folder = Directory.CreateTempSubdirectory("a build ");
        try
        {
            var task = new FakePregenerate
            {
                StampFile = Path.Combine(folder.FullName, "stamp"),
                InputsFile = Path.Combine(folder.FullName, "inputs"),
                WarningsFile = Path.Combine(folder.FullName, "warnings"),
                Says = [Warning, Warning.Replace("KHC1017", "KHC3004", StringComparison.Ordinal)],
            };

            Assert.True(task.Execute());
            Assert.Equal(["KHC1017", "KHC3004"], task.Engine.Warnings.Select(warning => warning.Code));
            Assert.StartsWith("KHC1017\t", Assert.Single(File.ReadAllLines(task.WarningsFile)), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
