using System.Security.Cryptography;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>Each format is read by a program that is not ours, and has each picture, pixel for pixel, with its label in its split.</summary>
public sealed class ReadingExports : IDisposable
{
    private readonly Workspace _workspace = new();

    public ReadingExports()
    {
        // A line in both splits, and more than a block of encoding and a group of rows.
        _workspace.Write("corpus/train.txt", Repository.Train(700));
        _workspace.Write("corpus/val.txt", [.. Repository.Val(40), Repository.Train(1)[0]]);
        _workspace.Pregenerate("--lint", "never").Exits(0);
    }

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData("lmdb", "read_lmdb.py", "lmdb", "PIL")]
    [InlineData("webdataset", "read_webdataset.py", "PIL")]
    [InlineData("png", "read_png.py", "PIL")]
    [InlineData("parquet", "read_parquet.mjs", "hyparquet")]
    public void Others_read_what_the_cache_shows(string format, string script, params string[] needs)
    {
        var export = _workspace.Run(
            "export", ["--format", format, "--output", _workspace.PathOf("out"), "--shard-size", "600", "--project-directory", _workspace.PathOf("."), .. Workspace.All[..4]]).Exits(0);

        var read = OtherReader.Read(script, _workspace.PathOf("out"), needs);

        Assert.Equal(1441, export.Number("images"));
        Assert.Equal(
            Expected().Order(StringComparer.Ordinal),
            read.Select(sample => $"{sample["split"]} {sample["text"]} {sample["width"]} × {sample["height"]} {sample["pixels"]}").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void PyTorch_learns_from_an_LMDB_export()
    {
        _workspace.Run("export", "--format", "lmdb", "--output", _workspace.PathOf("out"), "--corpus", "val=" + _workspace.PathOf("corpus/val.txt")).Exits(0);

        OtherReader.Run("train_from_lmdb.py", _workspace.PathOf("out/val"), "torch", "numpy", "lmdb", "PIL");
    }

    private IEnumerable<string> Expected()
    {
        using var cache = ImageCache.Open(_workspace.Cache);
        FontDescriptor[] fonts = [FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), FontDescriptor.FromPath(Workspace.FontB, _workspace.PathOf("."))];
        var expected = new List<string>();
        foreach (var text in Repository.Train(700))
        {
            expected.AddRange(fonts.Select(font => Line("train", text, cache.GetImage(text, font, 32))));
        }

        // What a dataset shows of these lines.
        var val = Datasets.KhmerCorpusDataset.Open(cache, new SplitDescriptor("val", [_workspace.PathOf("corpus/val.txt")]), fonts);
        expected.AddRange(val.Select(sample => Line("val", sample.Text, sample.Image)));
        return expected;
    }

    private static string Line(string split, string text, LineImage image) =>
        $"{split} {text} {image.Width} × {image.Height} {Convert.ToHexStringLower(SHA256.HashData(image.Pixels))}";
}
