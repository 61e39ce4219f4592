using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Storage;

namespace KhmerCache.Datasets;

/// <summary>
/// A split as samples: one for each line of its corpus, in the order of the corpus. A training sample is shown in another font in each epoch,
/// chosen by seed, epoch and index; a sample of <c>val</c> or <c>test</c> always in the same one, chosen by its text.
/// </summary>
public sealed class KhmerCorpusDataset
{
    private readonly Line[] _lines;

    private KhmerCorpusDataset(
        SplitDescriptor split, ImageCache cache, ImmutableArray<FontDescriptor> fonts, KhmerCorpusDatasetOptions options, Line[] lines) =>
        (Split, Cache, Fonts, Options, _lines) = (split, cache, fonts, options, lines);

    /// <summary>The split.</summary>
    public SplitDescriptor Split { get; }

    /// <summary>Where the images come from.</summary>
    public ImageCache Cache { get; }

    /// <summary>The fonts, ordered by path.</summary>
    public ImmutableArray<FontDescriptor> Fonts { get; }

    /// <summary>The options, with the height of the images filled in.</summary>
    public KhmerCorpusDatasetOptions Options { get; }

    /// <summary>The number of samples of an epoch.</summary>
    public int Count => _lines.Length;

    /// <summary>Reads the corpus of a split and pairs it with a cache.</summary>
    /// <param name="cache">The cache; it must stay open as long as the dataset is used.</param>
    /// <param name="split">The split, such as <c>KhmerSplits.Train</c>.</param>
    /// <param name="fonts">The fonts that the cache was made with, such as <c>KhmerFonts.All</c>.</param>
    /// <param name="options">How samples are chosen; null for the default values.</param>
    /// <exception cref="KhmerCacheException">
    /// A corpus file can't be read or is not UTF-8, the corpus is empty, or the cache has images of several heights and the options don't say which.
    /// </exception>
    public static KhmerCorpusDataset Open(
        ImageCache cache, SplitDescriptor split, IEnumerable<FontDescriptor> fonts, KhmerCorpusDatasetOptions? options = null)
    {
        var chosen = options ?? default;
        chosen = chosen with { ImageHeight = chosen.ImageHeight > 0 ? chosen.ImageHeight : cache.GetOnlyImageHeight() };
        ImmutableArray<FontDescriptor> ordered = [.. fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
        if (ordered.IsEmpty)
        {
            throw new ArgumentException("A dataset needs at least one font.", nameof(fonts));
        }

        var lines = CorpusReader.ReadSplit(split, chosen.MaxLines > 0 ? chosen.MaxLines : split.MaxLines).Select(line => new Line(line.Text)).ToArray();
        return new KhmerCorpusDataset(split, cache, ordered, chosen, lines);
    }

    /// <summary>The label of a sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    public string GetText(int index) => _lines[index].Text;

    /// <summary>The first <paramref name="count"/> labels, to look at.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<string> GetTextSample(int count) => [.. _lines.Take(count).Select(line => line.Text)];

    /// <summary>How often each character (Unicode code point) occurs in the corpus, ordered by code point.</summary>
    public IReadOnlyDictionary<Rune, long> GetCharacterDistribution()
    {
        var counts = new SortedDictionary<Rune, long>();
        foreach (var character in _lines.SelectMany(line => line.Text.EnumerateRunes()))
        {
            counts[character] = counts.GetValueOrDefault(character) + 1;
        }

        return counts;
    }

    /// <summary>What the cache behind the dataset holds.</summary>
    public CacheStats GetCacheInfo() => Cache.GetStats();

    /// <summary>The font that shows a sample, and its image in the cache.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0; only training samples depend on it.</param>
    /// <param name="font">The font.</param>
    /// <param name="image">Where the image lies; not decoded yet.</param>
    /// <returns>False where the cache has no image of the line: it can't be shown truthfully in the fonts, or was not pregenerated.</returns>
    public bool TryFind(int index, int epoch, [NotNullWhen(true)] out FontDescriptor? font, out CachedImage image)
    {
        var line = _lines[index];
        foreach (var candidate in FontsOf(index, epoch))
        {
            if (Cache.TryFind(line.TextHash, line.TextUtf8, candidate, Options.ImageHeight, out image))
            {
                Cache.CountHit();
                font = candidate;
                return true;
            }
        }

        (font, image) = (null, default);
        return false;
    }

    /// <summary>A sample with its image; on a miss the cache's renderer draws it, if it has one.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0; only training samples depend on it.</param>
    /// <exception cref="KhmerCacheException">There is no image of the line, or it is damaged; the message says which text, font and height.</exception>
    public Sample GetSample(int index, int epoch = 0)
    {
        if (TryFind(index, epoch, out var font, out var found))
        {
            return new Sample(_lines[index].Text, font, found.ToImage());
        }

        return TryRender(index, epoch, out font, out var image)
            ? new Sample(_lines[index].Text, font, image)
            : new Sample(_lines[index].Text, font = FontsOf(index, epoch).First(), Cache.GetImage(_lines[index].Text, font, Options.ImageHeight));
    }

    /// <summary>A sample that the cache lacks, drawn by the cache's renderer; false where there is none, or it can't show the line truthfully.</summary>
    internal bool TryRender(int index, int epoch, [NotNullWhen(true)] out FontDescriptor? font, [NotNullWhen(true)] out LineImage? image)
    {
        (font, image) = (null, null);
        if (!Cache.HasRenderer)
        {
            Cache.CountMiss();
            return false;
        }

        foreach (var candidate in FontsOf(index, epoch))
        {
            if (Cache.TryGetImage(_lines[index].Text, candidate, Options.ImageHeight, out image))
            {
                font = candidate;
                return true;
            }
        }

        return false;
    }

    // Starting from the chosen font and going round: a line that one font can't show is shown in the next one that can.
    private IEnumerable<FontDescriptor> FontsOf(int index, int epoch)
    {
        var candidates = FontChoice.ForSplit(_lines[index].TextUtf8, Split, Fonts);
        var start = FontChoice.ForSample(Options.Seed, epoch, index, candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            yield return Fonts[candidates[(start + i) % candidates.Length]];
        }
    }

    private readonly struct Line
    {
        public Line(string text)
        {
            (Text, TextUtf8) = (text, Encoding.UTF8.GetBytes(text));
            TextHash = Storage.TextHash.Of(TextUtf8);
        }

        public string Text { get; }

        public byte[] TextUtf8 { get; }

        public ulong TextHash { get; }
    }
}
