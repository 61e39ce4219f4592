using KhmerCache;
using TrainCrnn;
using static TorchSharp.torch;

TrainOptions options;
try
{
    options = TrainOptions.Parse(args, output: Path.Combine(KhmerCacheInfo.ProjectDirectory, "artifacts"));
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{TrainOptions.Usage}");
    return 2;
}

try
{
    if (options.Words is not null)
    {
        Words.Write(options.Words, Path.Combine(KhmerCacheInfo.ProjectDirectory, "corpus"));
        return 0;
    }

    if (NativeTorch.FindWhatIsMissing() is { } missing)
    {
        Console.Error.WriteLine(missing);
        return 3;
    }

    Train(options);
    return 0;
}
catch (Exception exception) when (exception is KhmerCacheException or InvalidOperationException or IOException)
{
    // A checkpoint that does not fit, a cache that the build has not made, a disk that is full: the message says what to do.
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Train(TrainOptions options)
{
    set_num_threads(options.Threads);
    random.manual_seed(1);

    // The build has filled the cache.
    using var cache = ImageCache.Open(KhmerCacheInfo.Directory);
    FontDescriptor[] unseenFonts = [KhmerFonts.NotoSansKhmerRegular, KhmerFonts.NotoSerifKhmerRegular];
    var data = TrainingData.Open(cache, KhmerSplits.Train, KhmerSplits.Unseen, KhmerFonts.All, unseenFonts, options.MaxWords);
    using Recognizer model = options.Model == "crnn" ? new Crnn(data.Vocabulary) : new Seq2Seq(data.Vocabulary);
    Console.WriteLine(
        $"{options.Model}, {model.parameters().Sum(weights => weights.numel()):N0} weights: {data.Train.Dataset.Count:N0} words and short lines in {data.Train.Dataset.Fonts.Length} fonts, {data.Vocabulary.Count} ids, {options.Threads} threads");

    var curve = Path.Combine(options.Output, "curve.png");
    new Trainer(model, data, cache, options, TimeProvider.System).Run(epochs => CurvePlot.Save(curve, KhmerFonts.NotoSansKhmerRegular.FilePath, epochs));

    // What it has learnt: unseen words, in every font.
    foreach (var fonts in data.PerFont.GroupBy(font => font.IsKnown))
    {
        var rates = fonts.Select(font => (font.Font.Name, Rate: Evaluation.Measure(model, font.Words))).ToList();
        var together = rates.Aggregate(default(CharacterErrorRate), (sum, font) => sum + font.Rate);
        Console.WriteLine($"CER {(fonts.Key ? "in the fonts of training" : "in fonts that it has never seen")}: {together}");
        rates.ForEach(font => Console.WriteLine($"  {font.Name,-26}{font.Rate,8}"));
    }
}
