namespace KhmerCache.Tool.Tests;

public sealed class Clearing : IDisposable
{
    private readonly Workspace _workspace = new();

    public Clearing() => _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Every_file_of_the_cache_goes_and_with_them_the_empty_folder()
    {
        var bytes = _workspace.Run("stats").Number("total_size_bytes");

        var outcome = _workspace.Run("clear", "--yes").Exits(0);

        Assert.Equal(["cleared_images", "cleared_bytes"], outcome.Fields);
        outcome.Counts(("cleared_images", Workspace.Images), ("cleared_bytes", bytes));
        Assert.False(Directory.Exists(_workspace.Cache));
    }

    [Fact]
    public void Foreign_files_stay()
    {
        string[] foreign = ["notes.txt", "images/0.png", "segments/README", "segments/lines/notes.arrow", "segments/lines/deep/0.arrow"];
        foreach (var name in foreign)
        {
            _workspace.Write("cache/" + name, [1, 2, 3]);
        }

        _workspace.Run("clear", "--yes").Exits(0);

        Assert.Equal(foreign.Order(StringComparer.Ordinal), _workspace.Files.Names);
    }

    [Fact]
    public void Without_yes_and_without_a_terminal_it_refuses_and_says_what_it_would_delete()
    {
        var files = _workspace.Files;

        var outcome = _workspace.Run("clear").Exits(2).Says("KHC5002").Says($"{Workspace.Images} images").Says(_workspace.Cache).Says("--yes");

        Assert.Empty(outcome.Output);
        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void A_damaged_cache_can_be_cleared()
    {
        Damage.Truncate(_workspace.Segment("lines"));
        Damage.Flip(_workspace.Segment("glyphs"), 0.5);
        File.WriteAllText(_workspace.PathOf("cache/cache_index.json"), "{");

        _workspace.Run("clear", "--yes").Exits(0);

        Assert.False(Directory.Exists(_workspace.Cache));
    }

    [Fact]
    public void Pregenerating_after_it_makes_the_same_again()
    {
        var files = _workspace.Files;

        _workspace.Run("clear", "--yes").Exits(0);
        _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images));

        _workspace.Files.AreThoseOf(files);
    }
}
