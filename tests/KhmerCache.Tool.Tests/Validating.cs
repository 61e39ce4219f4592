using KhmerCache.Rendering;

namespace KhmerCache.Tool.Tests;

public sealed class Validating : IDisposable
{
    private readonly Workspace _workspace = new();

    public Validating() => _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--deep")]
    [InlineData("--repair")]
    public void A_sound_cache_is_left_as_it_is(params string[] arguments)
    {
        var files = _workspace.Files;

        var outcome = _workspace.Run("validate", arguments).Exits(0);

        Assert.Equal(["checked", "missing", "corrupt", "stale", "orphaned"], outcome.Fields);
        outcome.Counts(("checked", Workspace.Images), ("missing", 0), ("corrupt", 0), ("stale", 0), ("orphaned", 0));
        Assert.Empty(outcome.Error);
        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void What_was_found_goes_to_standard_error_and_the_numbers_to_standard_output()
    {
        File.Delete(_workspace.Segment("lines"));

        var outcome = _workspace.Run("validate").Exits(1).Says(": error KHC3005: ");

        outcome.Counts(("checked", 0), ("missing", Workspace.Images), ("corrupt", 0), ("stale", 0), ("orphaned", 0));
    }

    [Fact]
    public void A_picture_that_does_not_show_its_label_is_found_by_a_deep_check_only()
    {
        var font = FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf("."));
        using (var renderer = new LineRenderer())
        using (var cache = ImageCache.Open(_workspace.Cache, new ImageCacheOptions { Renderer = new Liar(renderer) }))
        {
            cache.GetImage("ពាក្យមួយទៀត", font, 32);
        }

        _workspace.Run("validate").Exits(0).Counts(("checked", Workspace.Images + 1));
        _workspace.Run("validate", "--deep").Exits(1).Counts(("checked", Workspace.Images + 1), ("corrupt", 1)).Says(Workspace.FontA).Says("ពាក្យមួយទៀត");
    }

    [Fact]
    public void A_picture_that_was_put_in_by_hand_is_what_it_is()
    {
        var font = FontDescriptor.FromPath("scans/page 1", _workspace.PathOf("."));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ខ្មែរ", font, new LineImage(2, 32, new byte[64]));
        }

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images + 1));
    }

    [Fact]
    public void A_deep_check_needs_the_fonts()
    {
        File.Delete(_workspace.PathOf(Workspace.FontA));

        _workspace.Run("validate").Exits(0);
        _workspace.Run("validate", "--deep").Exits(2).Says("KHC2001").Says(_workspace.PathOf(Workspace.FontA));
    }

    /// <summary>Draws another text than it is asked for.</summary>
    private sealed class Liar(ILineRenderer honest) : ILineRenderer
    {
        public Recipe GetRecipe(FontDescriptor font, int imageHeight) => honest.GetRecipe(font, imageHeight);

        public bool TryRender(
            string text,
            FontDescriptor font,
            int imageHeight,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RenderedLine? line,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason) =>
            honest.TryRender(Repository.Train(1)[0], font, imageHeight, out line, out reason);
    }
}
