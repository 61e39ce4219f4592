using System.Text;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>A lock that says nothing is never written over: somebody has to look at it. With and without <c>--locked</c>.</summary>
public sealed class DamagedLocks : IDisposable
{
    private readonly Workspace _workspace = new();

    public DamagedLocks() => _workspace.Pregenerate("--lock", LockPath).Exits(0);

    public void Dispose() => _workspace.Dispose();

    private string LockPath => _workspace.PathOf("khmercache.lock.json");

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("[]", 1)]
    [InlineData("null", 1)]
    [InlineData("{}", 1)]
    [InlineData("""{"format_version": 1}""", 1)]
    [InlineData("not a lock", 1)]
    public void Text_that_is_no_lock(string text, int line) => Refuses(Encoding.UTF8.GetBytes(text), line, "damaged");

    [Fact]
    public void Marks_that_a_merge_left() =>
        Refuses(Encoding.UTF8.GetBytes(File.ReadAllText(LockPath).Replace("  \"content_digest\"", "<<<<<<< HEAD\n  \"content_digest\"", StringComparison.Ordinal)), 3, "damaged");

    [Theory]
    [InlineData("\"images\": 20", "\"images\": \"many\"")]
    [InlineData("\"split\": \"train\"", "\"split\": null")]
    [InlineData("\"seed\": 0,", "")]
    [InlineData("\"content_digest\"", "\"digest\"")]
    public void Values_that_are_none(string text, string other) =>
        Refuses(Encoding.UTF8.GetBytes(File.ReadAllText(LockPath).Replace(text, other, StringComparison.Ordinal)), 0, "damaged");

    [Theory]
    [InlineData("\"path\": \"corpus/val.txt\"", "\"path\": \"corpus/train.txt\"", "\"split\": \"val\"", "\"split\": \"train\"", "'corpus/train.txt' of split 'train' twice")]
    [InlineData("\"path\": \"fonts/KhmerOS.ttf\"", "\"path\": \"fonts/battambang-regular.ttf\"", "", "", "'fonts/battambang-regular.ttf' twice")]
    public void A_file_that_stands_in_it_twice(string text, string other, string also, string another, string message)
    {
        var json = File.ReadAllText(LockPath).Replace(text, other, StringComparison.Ordinal);
        Refuses(Encoding.UTF8.GetBytes(also.Length > 0 ? json.Replace(also, another, StringComparison.Ordinal) : json), 0, message);
    }

    [Fact]
    public void Nulls_in_its_lists() =>
        Refuses("{\"format_version\":1,\"content_digest\":\"\",\"images\":0,\"renderer\":{\"shaper\":\"\",\"layout\":1,\"rasterizer\":\"\",\"plan\":1},\"settings\":{\"image_height\":1,\"max_lines\":1,\"fonts_per_line\":1,\"seed\":1,\"normalize\":true,\"splits\":[]},\"corpora\":[null],\"fonts\":[]}"u8.ToArray(), 0, "null");

    [Fact]
    public void Bytes_that_are_no_text() => Refuses([.. "{\"format_version\": \""u8, 0xFF, .. "\"}"u8], 0, "not UTF-8");

    [Fact]
    public void Another_version() =>
        Refuses(Encoding.UTF8.GetBytes(File.ReadAllText(LockPath).Replace("\"format_version\": 1", "\"format_version\": 2", StringComparison.Ordinal)), 0, "format version 2; this program knows version 1. Update KhmerCache");

    private void Refuses(byte[] content, int line, string message)
    {
        File.WriteAllBytes(LockPath, content);
        var files = _workspace.Files;
        foreach (var mode in new[] { Array.Empty<string>(), ["--locked"] })
        {
            var outcome = _workspace.Pregenerate(["--lock", LockPath, .. mode]).Exits(3).Says("error KHC4006: ").Says(message);

            Assert.StartsWith(line > 0 ? $"{LockPath}({line}," : LockPath, outcome.Error, StringComparison.Ordinal);
            Assert.Single(outcome.Error.TrimEnd().Split('\n'));
            Assert.Empty(outcome.Output);
            Assert.Equal(content, File.ReadAllBytes(LockPath));
        }

        _workspace.Files.AreThoseOf(files);
    }
}
