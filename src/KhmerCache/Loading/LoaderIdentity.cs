using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>All that the batches of a loader follow from, but for the images themselves, which recipes stand for.</summary>
internal static class LoaderIdentity
{
    private const string All = "all";

    /// <summary>The state of a loader that stands at a batch of an epoch.</summary>
    public static LoaderState Of(KhmerCorpusDataset dataset, BatchLoaderOptions options) => new()
    {
        Epoch = 0,
        Batch = 0,
        Corpus = DigestOf(dataset),
        Fonts = new SortedDictionary<string, string>(
            dataset.Fonts.ToDictionary(font => font.Path, font => dataset.Cache.RecipeIdOf(font, dataset.Options.ImageHeight)), StringComparer.Ordinal),
        Images = ImagesOf(dataset),
        Options = new SortedDictionary<string, string>(OptionsOf(dataset, options), StringComparer.Ordinal),
    };

    /// <summary>Refuses a state that other batches would follow from.</summary>
    /// <exception cref="KhmerCacheException">Something differs; the message names all of it.</exception>
    public static void Check(LoaderState saved, LoaderState own)
    {
        string[] differences =
        [
            .. saved.Corpus == own.Corpus ? Array.Empty<string>() : [$"the corpus was {Short(saved.Corpus)} and is {Short(own.Corpus)}"],
            .. saved.Images is null || own.Images is null || saved.Images == own.Images
                ? Array.Empty<string>()
                : [$"the images that there are of its lines were {Short(saved.Images)} and are {Short(own.Images)}"],
            .. Compare("the font", saved.Fonts, own.Fonts),
            .. Compare("the option", saved.Options, own.Options),
        ];
        if (differences.Length > 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration,
                $"The state was saved by a loader that gives other batches: {string.Join("; ", differences)}. Resume with what the run was begun with, or begin a new one.");
        }
    }

    private static IEnumerable<string> Compare(string what, IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> own)
    {
        foreach (var name in saved.Keys.Union(own.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (saved.GetValueOrDefault(name), own.GetValueOrDefault(name));
            if (before != after)
            {
                yield return $"{what} '{name}' {(before is null ? "was not there" : $"was {Short(before)}")} and {(after is null ? "is gone" : $"is {Short(after)}")}";
            }
        }
    }

    private static string Short(string value) => value.Length == 0 ? "without images" : value.Length >= 64 ? value[..12] + "…" : value;

    private static string DigestOf(KhmerCorpusDataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < dataset.Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(dataset.GetText(i)));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? ImagesOf(KhmerCorpusDataset dataset)
    {
        if (dataset.Cache.HasRenderer)
        {
            return All;
        }

        if (dataset.Cache.IsArriving)
        {
            // To look for all of them would be to wait for the whole copy.
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (isComplete, present) = (true, new byte[dataset.Fonts.Length]);
        for (var i = 0; i < dataset.Count; i++)
        {
            Array.Clear(present);
            foreach (var font in dataset.CandidatesOf(i))
            {
                var isThere = dataset.TryFindIn(i, dataset.Fonts[font], out _);
                (present[font], isComplete) = (isThere ? (byte)1 : (byte)0, isComplete && isThere);
            }

            hash.AppendData(present);
        }

        return isComplete ? All : Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, string> OptionsOf(KhmerCorpusDataset dataset, BatchLoaderOptions options)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Split"] = dataset.Split.Name,
            ["FontsPerLine"] = Text(dataset.Split.FontsPerLine),
            ["SplitSeed"] = Text(dataset.Split.Seed),
            ["ImageHeight"] = Text(dataset.Options.ImageHeight),
            ["Seed"] = Text(dataset.Options.Seed),
            ["UseCache"] = Text(dataset.Options.UseCache),
            ["AugmentProbability"] = dataset.Pipeline is null ? "0" : dataset.Options.AugmentProbability.ToString("R", CultureInfo.InvariantCulture),
            ["BatchSize"] = options.PixelBudget > 0 ? "by pixels" : Text(options.BatchSize),
            ["PixelBudget"] = Text(options.PixelBudget),
            ["Shuffle"] = Text(options.Shuffle),
            ["WidthBuckets"] = Text(options.WidthBuckets),
            ["DropLast"] = Text(options.DropLast),
            ["Rank"] = Text(options.Rank),
            ["WorldSize"] = Text(options.WorldSize),
            ["Pixels"] = options.Pixels.ToString(),
            ["Vocabulary"] = options.Vocabulary is { } vocabulary ? DigestOf(vocabulary) : "none",
        };
        if (options.QuasiRandomRanges > 1)
        {
            // Otherwise not told, as in a state of before there was such an order.
            known["QuasiRandomRanges"] = Text(options.QuasiRandomRanges);
        }

        foreach (var (name, value) in dataset.Pipeline?.Options.Describe() ?? [])
        {
            known[$"Augmentation.{name}"] = value;
        }

        return known;
    }

    private static string DigestOf(Vocabulary vocabulary) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{vocabulary.UnknownCharacters}\n{string.Concat(vocabulary.Characters)}")));

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
