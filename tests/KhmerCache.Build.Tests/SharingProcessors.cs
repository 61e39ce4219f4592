namespace KhmerCache.Build.Tests;

public class SharingProcessors
{
    [Theory]
    [InlineData("8", 8, 3, "--jobs=3")]
    [InlineData("2", 2, 3, "--jobs=2")]
    [InlineData(" 2 ", 2, 1, "--jobs=1")]
    public void The_worker_gets_as_many_as_the_build_can_spare_and_gives_them_back(string jobs, int asked, int spare, string option)
    {
        var engine = new SharingBuildEngine(spare);
        var task = new FakePregenerate { Engine = engine, Jobs = jobs };

        Assert.True(task.Execute());
        Assert.Contains(option, task.ResponseFile);
        Assert.Equal([asked, -Math.Min(asked, spare)], engine.Asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public void Where_nothing_is_set_it_asks_for_all_processors(string? jobs)
    {
        var engine = new SharingBuildEngine(spare: 1);
        var task = new FakePregenerate { Engine = engine, Jobs = jobs };

        Assert.True(task.Execute());
        Assert.Equal([Environment.ProcessorCount, -1], engine.Asked);
    }

    [Fact]
    public void What_it_took_it_gives_back_also_where_the_work_fails()
    {
        var engine = new SharingBuildEngine(spare: 2);

        Assert.False(new FakePregenerate { Engine = engine, Jobs = "2", Exits = 3 }.Execute());
        Assert.Equal([2, -2], engine.Asked);
    }

    [Fact]
    public void An_engine_of_before_there_was_sharing_does_as_well()
    {
        var task = new FakePregenerate { Jobs = "5" };

        Assert.True(task.Execute());
        Assert.Contains("--jobs=5", task.ResponseFile);
    }
}
