using System.Globalization;
using Apache.Arrow;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests;

/// <summary>Files that are intact, and that this program can't open: of a later version of the format, or copied to the wrong folder.</summary>
public sealed class SegmentsThatAreNoneOfTheCache : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;

    public SegmentsThatAreNoneOfTheCache() => _whole = _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    /// <summary>Guards against a pregeneration that waits for ever for a manifest with a file that no manifest will ever name.</summary>
    [Theory]
    [InlineData("glyphs", "lines")]
    [InlineData("lines", "glyphs")]
    public void One_in_the_wrong_folder_is_told_of_and_left_alone(string from, string to)
    {
        var source = _workspace.Segment(from);
        var stray = _workspace.PathOf($"cache/segments/{to}/{Path.GetFileName(source)}");
        File.Copy(source, stray);

        IsLeftAlone(stray, "KHC3007");
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void One_of_a_later_format_version_is_told_of_by_version_and_left_alone(string kind)
    {
        var later = _workspace.PathOf($"cache/segments/{MakeLater(_workspace.Segment(kind), kind == "lines" ? SegmentKind.Lines : SegmentKind.Glyphs)}");

        IsLeftAlone(later, "KHC3003").Says("has format version 2");
    }

    [Theory]
    [InlineData("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf")]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("validate", "--repair")]
    [InlineData("clear", "--yes")]
    [InlineData("compact")]
    [InlineData("gc")]
    [InlineData("bench")]
    [InlineData("export", "--output", "out")]
    public void A_cache_of_a_later_format_version_that_has_lost_its_manifest_is_refused_and_left_as_it_was(string verb, params string[] arguments)
    {
        foreach (var kind in new[] { SegmentKind.Glyphs, SegmentKind.Lines })
        {
            var segment = _workspace.Segment(CacheFolder.FolderOf(kind));
            MakeLater(segment, kind);
            File.Delete(segment);
        }

        File.Delete(_workspace.PathOf("cache/cache_index.json"));
        var files = _workspace.Files;

        _workspace.Run(verb, [.. arguments.Select(argument => argument == "out" ? _workspace.PathOf("out") : argument)]).Exits(3)
            .Says($"{_workspace.Segment("lines")}: error KHC3003: ").Says("has format version 2").Says("Update KhmerCache");

        _workspace.Files.AreThoseOf(files);
    }

    private Outcome IsLeftAlone(string path, string code)
    {
        var content = File.ReadAllBytes(path);

        _workspace.Run("validate").Exits(1).Counts(("checked", Workspace.Images), ("orphaned", 1)).Says($"{path}: error {code}: ");
        Assert.Equal(_whole.Digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Says($"{path}: warning {code}: ").Digest);
        _workspace.Pregenerate("--image-height", "24").Exits(0).Counts(("rendered", Workspace.Images));
        _workspace.Run("compact").Exits(0);
        _workspace.Run("validate", "--repair").Exits(1).Counts(("corrupt", 0), ("missing", 0), ("orphaned", 1));

        Assert.Equal(content, File.ReadAllBytes(path));
        var told = _workspace.Run("validate").Exits(1);
        File.Delete(path);
        _workspace.Run("validate").Exits(0).Counts(("checked", 2 * Workspace.Images));
        return told;
    }

    private string MakeLater(string segment, SegmentKind kind)
    {
        var batch = ArrowColumns.ReadFile(File.ReadAllBytes(segment));
        var metadata = batch.Schema.Metadata.ToDictionary(
            pair => pair.Key, pair => pair.Value == SegmentSchema.FormatVersion.ToString(CultureInfo.InvariantCulture) ? "2" : pair.Value, StringComparer.Ordinal);
        using var later = new RecordBatch(new Schema(batch.Schema.FieldsList, metadata), batch.Arrays, batch.Length);
        return new CacheFolder(_workspace.Cache).Publish(kind, output => ArrowColumns.WriteFile(output, later));
    }
}
