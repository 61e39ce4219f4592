namespace KhmerCache.Tool.Tests;

public sealed class OptionsThatMakeNoSense : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose()
    {
        // Whatever it was, nothing was begun.
        using (_workspace)
        {
            Assert.False(Path.Exists(_workspace.Cache));
        }
    }

    [Theory]
    [InlineData("--image-height", "15", "16 to 256")]
    [InlineData("--image-height", "257", "16 to 256")]
    [InlineData("--image-height", "-32", "16 to 256")]
    [InlineData("--shard", "0/3", "3/8")]
    [InlineData("--shard", "4/3", "3/8")]
    [InlineData("--shard", "1/0", "3/8")]
    [InlineData("--shard", "2", "3/8")]
    [InlineData("--shard", "1/2/3", "3/8")]
    [InlineData("--shard", "a/b", "3/8")]
    [InlineData("--jobs", "-1", "0 or more")]
    [InlineData("--max-lines", "-1", "0 or more")]
    [InlineData("--fonts-per-line", "0", "'all'")]
    [InlineData("--fonts-per-line", "-2", "'all'")]
    [InlineData("--fonts-per-line", "many", "'all'")]
    [InlineData("--splits", "test", "train, val")]
    public void A_value_is_named_with_its_option_and_what_would_do(string option, string value, string remedy) => Refused(
        _workspace.Run("pregenerate", [.. Workspace.All, option, value])).Says("error KHC5002: ").Says(option).Says($"'{value}'").Says(remedy);

    [Fact]
    public void A_project_folder_that_is_not_there()
    {
        var nowhere = _workspace.PathOf("nowhere");

        Refused(Workspace.Command(["pregenerate", "--project-directory", nowhere, "--cache-dir", _workspace.Cache, .. Workspace.All]))
            .Says("error KHC5002: --project-directory").Says($"'{nowhere}'");

        Assert.False(Path.Exists(nowhere));
    }

    [Fact]
    public void A_chosen_split_that_is_given_twice() =>
        Refused(_workspace.Pregenerate("--splits", "train", "train")).Says("error KHC5002: ").Says("'train'").Says("Name it once.");

    [Theory]
    [InlineData("corpus/train.txt")]
    [InlineData("train=")]
    [InlineData("=corpus/train.txt")]
    [InlineData("")]
    [InlineData("train=;")]
    public void A_corpus_without_its_split_or_without_a_file(string corpus) =>
        Refused(_workspace.Run("pregenerate", "--corpus", corpus, "--fonts", "fonts/*.ttf")).Says("error KHC5002: ").Says("--corpus").Says("train=");

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    public void Fonts_that_are_none(string fonts) =>
        Refused(_workspace.Run("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", fonts)).Says("error KHC5002: ").Says("--fonts");

    [Theory]
    [InlineData("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf")]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("clear", "--yes")]
    [InlineData("merge")]
    [InlineData("compact")]
    [InlineData("bench")]
    [InlineData("export", "--output", "out")]
    [InlineData("import", "--input", "in")]
    [InlineData("pack", "--output", "out.tar")]
    [InlineData("restore", "--input", "in.tar")]
    public void An_empty_cache_folder_is_no_crash_and_not_the_current_folder(string verb, params string[] arguments)
    {
        Refused(_workspace.RunOn("", verb, ["--json", .. arguments])).Says("--cache-dir");

        Assert.False(Path.Exists(_workspace.PathOf("cache_index.json")));
    }

    [Theory]
    [InlineData("--image-height", "tall")]
    [InlineData("--jobs", "many")]
    [InlineData("--max-lines", "1.5")]
    [InlineData("--seed", "99999999999999999999")]
    [InlineData("--on-unrenderable", "sometimes")]
    [InlineData("--on-unrenderable", "7")]
    [InlineData("--bogus", "1")]
    public void What_can_not_be_parsed_is_wrong_usage(string option, string value) =>
        Refused(_workspace.Run("pregenerate", [option, value, .. Workspace.All])).Says($"'{(option == "--bogus" ? option : value)}'").Says("'khmercache pregenerate --help'");

    /// <summary><c>--fonts</c> and <c>--splits</c> take several values; a misspelt option behind them must not pass for one.</summary>
    [Theory]
    [InlineData("--fonts", "fonts/*.ttf", "--josb")]
    [InlineData("--splits", "train", "--josb")]
    public void A_misspelt_option_behind_a_list_is_named(params string[] list) =>
        Refused(_workspace.Run("pregenerate", ["--corpus", "train=corpus/train.txt", .. list[0] == "--fonts" ? [] : new[] { "--fonts", "fonts/*.ttf" }, .. list, "2"])).Says("'--josb'");

    [Theory]
    [InlineData("'khmercache --help'")]
    [InlineData("'khmercache --help'", "frobnicate")]
    [InlineData("'khmercache --help'", "--bogus")]
    [InlineData("'khmercache stats --help'", "stats", "--bogus")]
    [InlineData("'khmercache stats --help'", "stats", "extra")]
    [InlineData("'khmercache validate --help'", "validate", "--deeper")]
    [InlineData("'khmercache pregenerate --help'", "pregenerate", "--fonts", "fonts/*.ttf")]
    [InlineData("'khmercache pregenerate --help'", "pregenerate", "--corpus", "train=corpus/train.txt")]
    [InlineData("'khmercache export --help'", "export")]
    [InlineData("'khmercache export --help'", "export", "--format", "gif", "--output", "x")]
    [InlineData("'khmercache import --help'", "import")]
    [InlineData("'khmercache import --help'", "import", "--from", "gif", "--input", "x")]
    [InlineData("'khmercache shape --help'", "shape", "--font", "x")]
    public void A_command_line_that_is_not_one_is_wrong_usage(string remedy, params string[] arguments) => Refused(Workspace.Command(arguments)).Says(remedy);

    private static Outcome Refused(Outcome outcome)
    {
        Assert.Empty(outcome.Output);
        return outcome.Exits(2).DoesNotSay("   at ");
    }
}
