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

        // What another project of the same cache folder wants of the same lines: another height, and a font that is not ours.
        File.Copy(Repository.FontFile("KhmerOSmuollight.ttf"), _workspace.Write("others/muol.ttf"), overwrite: true);
        _workspace.Run("pregenerate", [.. Workspace.All[..4], "--fonts", "others/muol.ttf", "--lint", "never"]).Exits(0);
        _workspace.Pregenerate("--lint", "never", "--image-height", "48").Exits(0);
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
            "export", ["--format", format, "--output", _workspace.PathOf("out"), "--shard-size", "600", "--project-directory", _workspace.PathOf("."), "--image-height", "32", .. Workspace.All]).Exits(0);

        var read = OtherReader.Read(script, _workspace.PathOf("out"), needs);

        Assert.Equal(1441, export.Number("images"));
        Assert.Equal(
            Expected().Order(StringComparer.Ordinal),
            read.Select(sample => $"{sample["split"]} {sample["text"]} {sample["width"]} × {sample["height"]} {sample["pixels"]}").Order(StringComparer.Ordinal));
    }

    /// <summary>The Python system asks by the MD5 that it works out itself, and has to find every image that was pregenerated.</summary>
    [SkippableFact]
    public void The_Python_system_finds_every_planned_image_as_a_hit()
    {
        _workspace.Run("export", ["--format", "files", "--output", _workspace.PathOf("tree"), "--project-directory", _workspace.PathOf("."), .. Workspace.All]).Exits(0);
        using var cache = ImageCache.Open(_workspace.Cache);
        var train = Repository.Train(700).SelectMany(text => Fonts.Select(font => (Text: text, Font: font)));
        var val = Val(cache).Select(sample => (sample.Text, sample.Font));
        var planned = train.Concat(val).Distinct().ToArray();
        _workspace.Write("asked.tsv", [.. planned.Select(image => $"{image.Text}\t{image.Font.Path}\t32")]);

        var read = OtherReader.Read("read_files.py", _workspace.PathOf("."), "PIL");

        Assert.Equal(
            planned.Select(image => Line(image.Font.Path, image.Text, cache.GetImage(image.Text, image.Font, 32))),
            read.Select(image => $"{image["font"]} {image["text"]} {image["width"]} × {image["height"]} {image["pixels"]}"));
    }

    [SkippableFact]
    public void PyTorch_learns_from_an_LMDB_export()
    {
        _workspace.Run("export", "--format", "lmdb", "--output", _workspace.PathOf("out"), "--image-height", "32", "--corpus", "val=" + _workspace.PathOf("corpus/val.txt")).Exits(0);

        OtherReader.Run("train_from_lmdb.py", _workspace.PathOf("out/val"), "torch", "numpy", "lmdb", "PIL");
    }

    private IEnumerable<string> Expected()
    {
        using var cache = ImageCache.Open(_workspace.Cache);
        var expected = new List<string>();
        foreach (var text in Repository.Train(700))
        {
            expected.AddRange(Fonts.Select(font => Line("train", text, cache.GetImage(text, font, 32))));
        }

        expected.AddRange(Val(cache).Select(sample => Line("val", sample.Text, sample.Image)));
        return expected;
    }

    /// <summary>What a dataset shows of the lines to validate with.</summary>
    private Datasets.KhmerCorpusDataset Val(ImageCache cache) =>
        Datasets.KhmerCorpusDataset.Open(cache, new SplitDescriptor("val", [_workspace.PathOf("corpus/val.txt")]), Fonts, new Datasets.KhmerCorpusDatasetOptions { ImageHeight = 32 });

    private FontDescriptor[] Fonts => [FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), FontDescriptor.FromPath(Workspace.FontB, _workspace.PathOf("."))];

    private static string Line(string split, string text, LineImage image) =>
        $"{split} {text} {image.Width} × {image.Height} {Convert.ToHexStringLower(SHA256.HashData(image.Pixels))}";
}
