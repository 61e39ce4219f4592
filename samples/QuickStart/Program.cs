using System.Diagnostics;
using KhmerCache;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using KhmerCache.Rendering;
using QuickStart;

// The build has filled the cache; KhmerCacheInfo, KhmerSplits and KhmerFonts are generated from the project file.
using var cache = ImageCache.Open(KhmerCacheInfo.Directory);
var loaders = CorpusLoaders.Create(cache, KhmerSplits.All, KhmerFonts.All, batchSize: 64);

Console.WriteLine($"{"split",-8}{"images",10}{"hit",10}{"miss",8}{"images/s",12}");
Iterate(loaders.Train);
Iterate(loaders.Val!);

var stats = cache.GetStats();
Console.WriteLine($"{stats.TotalImages:N0} images in the cache, {stats.BytesPerImage} bytes each; content digest {stats.ContentDigest[..16]}…");

var preview = Path.Combine(KhmerCacheInfo.ProjectDirectory, "preview.png");
WritePreview(loaders.Train.Dataset, preview);
Console.WriteLine($"Look at what a model will see: {preview}");

// One epoch, as a training program would go through it. The first batch is not timed: the compiler is still at work.
void Iterate(BatchLoader loader)
{
    var before = cache.GetStats();
    var (images, watch) = (0, new Stopwatch());
    foreach (var batch in loader)
    {
        using (batch)
        {
            // batch.Images is float32 in [-1, 1], shape (N, 1, H, W); batch.Targets are the labels' ids, shape (N, T).
            images += watch.IsRunning ? batch.Count : 0;
            watch.Start();
        }
    }

    var after = cache.GetStats();
    Console.WriteLine(
        $"{loader.Dataset.Split.Name,-8}{loader.Dataset.Count,10:N0}{after.Hits - before.Hits,10:N0}{after.Misses - before.Misses,8:N0}{images / watch.Elapsed.TotalSeconds,12:N0}");
}

// A few lines in every font, each under its label.
void WritePreview(KhmerCorpusDataset dataset, string path)
{
    using var sheet = new ContactSheet(KhmerFonts.NotoSansKhmerRegular);
    foreach (var text in PreviewLines(dataset))
    {
        sheet.AddGroup(text);
        foreach (var font in KhmerFonts.All)
        {
            sheet.AddImage(font.Name, cache.GetImage(text, font, KhmerCacheInfo.ImageHeight));
        }
    }

    sheet.Save(path);
}

// Lines of a readable length, spread over the corpus.
IEnumerable<string> PreviewLines(KhmerCorpusDataset dataset) =>
    from part in Enumerable.Range(0, 4)
    let start = part * dataset.Count / 4
    select Enumerable.Range(start, dataset.Count / 4).Select(dataset.GetText).First(text => text.Length is > 24 and < 48);
