using KhmerCache.Datasets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

public sealed class LoadingByTorchSharpsDataLoader : IDisposable
{
    private readonly SmallCorpus _corpus = new(words: 20);

    public void Dispose() => _corpus.Dispose();

    [TorchFact]
    public void A_sample_is_its_picture_and_its_label()
    {
        using var dataset = new KhmerTensorDataset(_corpus.Dataset, _corpus.Vocabulary);
        using var scope = NewDisposeScope();

        var sample = dataset.GetTensor(3);
        var expected = _corpus.Dataset.GetSample(3);

        Assert.Equal(20, dataset.Count);
        Assert.Equal([1, SmallCorpus.Height, expected.Image.Width], sample["image"].shape);
        Assert.Equal(expected.Image.Pixels.ToArray(), sample["image"].data<float>().ToArray().Select(value => (byte)Math.Round((value + 1) * 127.5)));
        Assert.Equal(_corpus.Vocabulary.Encode(expected.Text), sample["target"].data<long>().ToArray()[1..^1].Select(id => (int)id));
    }

    [TorchFact]
    public void The_font_of_a_sample_follows_from_the_epoch()
    {
        using var dataset = new KhmerTensorDataset(_corpus.Dataset, _corpus.Vocabulary);
        using var scope = NewDisposeScope();

        foreach (var epoch in Enumerable.Range(0, 4))
        {
            dataset.Epoch = epoch;
            Assert.Equal(_corpus.Dataset.GetSample(5, epoch).Image.Width, dataset.GetTensor(5)["width"].item<long>());
        }
    }

    /// <summary>Guards against a whole epoch that ends with an error because of one line.</summary>
    [TorchFact]
    public void A_line_without_image_is_no_sample()
    {
        using var corpus = new SmallCorpus(words: 6, "漢字", "ក漢");
        using var dataset = new KhmerTensorDataset(corpus.Dataset, corpus.Vocabulary);
        corpus.Cache.Flush();
        using var cache = ImageCache.Open(corpus.Cache.Directory);
        using var pregenerated = new KhmerTensorDataset(KhmerCorpusDataset.Open(cache, corpus.Split, Repository.Fonts), corpus.Vocabulary);
        using var loader = new DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>(pregenerated, 4, KhmerTensorDataset.Collate, shuffle: true);

        Assert.Equal((8, 6L, 6L), (corpus.Dataset.Count, dataset.Count, pregenerated.Count));
        Assert.Equal([4, 2], loader.Select(batch => batch["image"].shape[0]));

        var none = KhmerCorpusDataset.Open(cache, corpus.Split, [Repository.Fonts[0] with { Path = "another.ttf" }]);
        Assert.Contains("has no image of any of the 8 lines", Assert.Throws<KhmerCacheException>(() => new KhmerTensorDataset(none, corpus.Vocabulary)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void An_epoch_has_every_sample_once_and_leaves_no_tensor_behind()
    {
        var before = Tensor.TotalCount;
        var widths = new List<long>();
        using (var dataset = new KhmerTensorDataset(_corpus.Dataset, _corpus.Vocabulary))
        using (var loader = new DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>(dataset, 8, KhmerTensorDataset.Collate, shuffle: true))
        {
            foreach (var batch in loader)
            {
                using var scope = NewDisposeScope();
                Assert.Equal([1, SmallCorpus.Height, batch["width"].max().item<long>()], batch["image"].shape[1..]);
                Assert.Equal(batch["length"].max().item<long>(), batch["target"].shape[1]);
                widths.AddRange(batch["width"].data<long>());
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(index => (long)_corpus.Dataset.GetSample(index).Image.Width).Order(), widths.Order());
        Assert.Equal(before, Tensor.TotalCount);
    }
}
