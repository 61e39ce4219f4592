using KhmerCache;
using TrainCrnn;
using static TorchSharp.torch;

TrainOptions options;
try
{
    options = TrainOptions.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{TrainOptions.Usage}");
    return 2;
}

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

set_num_threads(options.Threads);
random.manual_seed(1);

// The build has filled the cache.
using var cache = ImageCache.Open(KhmerCacheInfo.Directory);
var data = TrainingData.Open(cache, options.MaxWords);
using Recognizer model = options.Model == "crnn" ? new Crnn(data.Vocabulary) : new Seq2Seq(data.Vocabulary);
Console.WriteLine(
    $"{options.Model}, {model.parameters().Sum(weights => weights.numel()):N0} weights: {data.Train.Dataset.Count:N0} words and short lines in {data.Train.Dataset.Fonts.Length} fonts, {data.Vocabulary.Count} ids, {options.Threads} threads");

try
{
    new Trainer(model, data, cache, options).Run();
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

// What it has learnt: unseen words, in every font.
foreach (var fonts in data.PerFont.GroupBy(font => font.IsKnown))
{
    var rates = fonts.Select(font => (font.Font.Name, Rate: Evaluation.Measure(model, font.Words))).ToList();
    var together = rates.Aggregate(default(CharacterErrorRate), (sum, font) => sum + font.Rate);
    Console.WriteLine($"CER {(fonts.Key ? "in the fonts of training" : "in fonts that it has never seen")}: {together}");
    rates.ForEach(font => Console.WriteLine($"  {font.Name,-26}{font.Rate,8}"));
}

return 0;
