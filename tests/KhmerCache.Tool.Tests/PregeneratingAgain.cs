namespace KhmerCache.Tool.Tests;

public sealed class PregeneratingAgain : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _first;
    private readonly FolderContents _files;

    public PregeneratingAgain()
    {
        _first = _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Nothing_is_rendered_and_every_file_is_as_it_was()
    {
        var again = _workspace.Pregenerate().Exits(0).Counts(("planned", Workspace.Images), ("rendered", 0), ("cached", Workspace.Images), ("skipped", 0));

        Assert.Equal(_first.Digest, again.Digest);
        _workspace.Files.AreThoseOf(_files);
    }

    [Fact]
    public void One_more_line_renders_only_that_line()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 1));

        var again = _workspace.Pregenerate().Exits(0).Counts(("planned", Workspace.Images + 2), ("rendered", 2), ("cached", Workspace.Images));

        Assert.NotEqual(_first.Digest, again.Digest);
        Assert.All(_files.Names.Where(name => name.StartsWith("segments/", StringComparison.Ordinal)), name => Assert.Equal(_files[name], _workspace.Files[name]));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images + 2));
    }

    [Fact]
    public void A_line_that_is_gone_renders_nothing_and_stays_in_the_cache()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 1));

        var again = _workspace.Pregenerate().Exits(0).Counts(("planned", Workspace.Images - 2), ("rendered", 0));

        Assert.Equal(_first.Digest, again.Digest);
    }

    [Fact]
    public void Another_height_lives_beside_the_first()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0).Counts(("rendered", Workspace.Images), ("cached", 0));

        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", 2 * Workspace.Images));
    }

    [Fact]
    public void A_font_with_other_bytes_under_the_same_path_makes_its_entries_stale_and_only_those_are_rendered_again()
    {
        var ofFontA = _workspace.Run("stats").Json["fonts"]![Workspace.FontA]!.GetValue<long>();
        File.Copy(Repository.FontFile("KhmerOSmuol.ttf"), _workspace.PathOf(Workspace.FontA), overwrite: true);

        _workspace.Run("validate").Exits(1).Counts(("checked", Workspace.Images), ("missing", 0), ("corrupt", 0), ("stale", ofFontA))
            .Says(_workspace.PathOf(Workspace.FontA)).Says("KHC3006");
        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", ofFontA), ("cached", Workspace.Images - ofFontA));

        // As if the old font had never been there.
        _workspace.Run("compact").Exits(0);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("stale", 0));
        Assert.Equal(_workspace.PregenerateInto("fresh", Workspace.All).Exits(0).Digest, again.Digest);
    }

    [Fact]
    public void A_font_that_is_given_back_its_bytes_finds_its_old_images()
    {
        var path = _workspace.PathOf(Workspace.FontA);
        var bytes = File.ReadAllBytes(path);
        File.Copy(Repository.FontFile("KhmerOSmuol.ttf"), path, overwrite: true);
        _workspace.Pregenerate().Exits(0);

        File.WriteAllBytes(path, bytes);
        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));

        Assert.Equal(_first.Digest, again.Digest);
    }
}
