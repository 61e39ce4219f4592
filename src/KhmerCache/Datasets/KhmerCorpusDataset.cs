using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using KhmerCache.Augmentation;
using KhmerCache.Corpora;
using KhmerCache.Loading;
using KhmerCache.Storage;

namespace KhmerCache.Datasets;

/// <summary>
/// A split as samples: one for each line of its corpus, in the order of the corpus. A training sample is shown in another font in each epoch,
/// chosen by seed, epoch and index; a sample of <c>val</c> or <c>test</c> always in the same one, chosen by its text, and never augmented.
/// </summary>
public sealed class KhmerCorpusDataset : IReadOnlyList<Sample>, IDisposable
{
    private readonly Line[] _lines;
    private readonly int[] _allFonts;
    private readonly bool _ownsCache;
    private readonly ThreadLocal<SampleDecoder> _decoder;
    private readonly SampleRenderer? _renderer;

    private KhmerCorpusDataset(
        SplitDescriptor split, ImageCache cache, ImmutableArray<FontDescriptor> fonts, KhmerCorpusDatasetOptions options, Line[] lines, bool ownsCache)
    {
        (Split, Cache, Fonts, Options, _lines, _ownsCache) = (split, cache, fonts, options, lines, ownsCache);
        _allFonts = [.. Enumerable.Range(0, fonts.Length)];
        _decoder = new ThreadLocal<SampleDecoder>(() => new SampleDecoder(this));
        _renderer = cache.HasRenderer ? new SampleRenderer(this) : null;
        Pipeline = split.IsTraining && options.AugmentProbability > 0 ? new AugmentationPipeline(options.Augmentation ?? AugmentationOptions.Default) : null;
    }

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

    /// <summary>What stands between the labels of two samples that are joined.</summary>
    internal static Rune LabelJoint { get; } = new(' ');

    /// <summary>Whether samples are joined, and their labels with them.</summary>
    internal bool JoinsLabels => Pipeline is { Options.ConcatenationProbability: > 0 };

    /// <summary>What augments samples; null where none is.</summary>
    internal AugmentationPipeline? Pipeline { get; }

    /// <summary>A sample as the first epoch shows it: <see cref="GetSample"/> for epoch 0.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <exception cref="KhmerCacheException">There is no image of the line, or it is damaged; the message says which text, font and height.</exception>
    public Sample this[int index] => GetSample(index);

    /// <summary>Reads the corpus of a split and pairs it with a cache.</summary>
    /// <param name="cache">The cache; it must stay open as long as the dataset is used.</param>
    /// <param name="split">The split, such as <c>KhmerSplits.Train</c>.</param>
    /// <param name="fonts">The fonts that the cache was made with, such as <c>KhmerFonts.All</c>.</param>
    /// <param name="options">How samples are chosen; null for the default values.</param>
    /// <exception cref="KhmerCacheException">
    /// A corpus file can't be read or is not UTF-8, the corpus is empty, or the cache has images of several heights and the options don't say which.
    /// </exception>
    /// <exception cref="ArgumentException">There is no font, or the cache is not to be used and has no renderer.</exception>
    public static KhmerCorpusDataset Open(
        ImageCache cache, SplitDescriptor split, IEnumerable<FontDescriptor> fonts, KhmerCorpusDatasetOptions? options = null) =>
        Open(cache, split, fonts, options ?? default, ownsCache: false);

    /// <summary>Opens the cache in <see cref="KhmerCorpusDatasetOptions.CacheDir"/> for a split alone; disposing of the dataset closes it.</summary>
    /// <param name="split">The split, such as <c>KhmerSplits.Train</c>.</param>
    /// <param name="fonts">The fonts that the cache was made with, such as <c>KhmerFonts.All</c>.</param>
    /// <param name="options">How samples are chosen, and where the cache lies.</param>
    /// <param name="cacheOptions">How the cache is opened.</param>
    /// <exception cref="KhmerCacheException">As for the other overload; or there is no cache.</exception>
    /// <exception cref="ArgumentException">There is no font, or the cache is not to be used and has no renderer.</exception>
    public static KhmerCorpusDataset Open(
        SplitDescriptor split, IEnumerable<FontDescriptor> fonts, KhmerCorpusDatasetOptions options, ImageCacheOptions cacheOptions = default)
    {
        var cache = ImageCache.Open(options.CacheDir ?? Path.Combine("data", "synthetic"), cacheOptions);
        try
        {
            return Open(cache, split, fonts, options, ownsCache: true);
        }
        catch
        {
            cache.Dispose();
            throw;
        }
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

    /// <summary>
    /// The font that shows a sample, and its image in the cache, without augmentation. Where the cache has a renderer and lacks the image, <see cref="GetSample"/> and batches
    /// show what that draws, in the font that they would show if it were cached.
    /// </summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0; only training samples depend on it.</param>
    /// <param name="font">The font.</param>
    /// <param name="image">Where the image lies; not decoded yet.</param>
    /// <returns>False where the cache has no image of the line: it can't be shown truthfully in the fonts, or was not pregenerated.</returns>
    /// <exception cref="KhmerCacheException">The cache was opened from a remote one, a segment could not be fetched, and there is no renderer.</exception>
    public bool TryFind(int index, int epoch, [NotNullWhen(true)] out FontDescriptor? font, out CachedImage image) =>
        TryFind(index, epoch, CancellationToken.None, out font, out image);

    private bool TryFind(int index, int epoch, CancellationToken cancellationToken, [NotNullWhen(true)] out FontDescriptor? font, out CachedImage image)
    {
        var candidates = CandidatesOf(index);
        var start = FontChoice.ForSample(Options.Seed, epoch, index, candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            // Starting from the chosen font and going round: a line that one font can't show is shown in the next one that can.
            var candidate = Fonts[candidates[(start + i) % candidates.Length]];
            if (TryFindIn(index, candidate, out image, cancellationToken))
            {
                font = candidate;
                return true;
            }
        }

        (font, image) = (null, default);
        return false;
    }

    /// <summary>
    /// A sample with its image as <paramref name="epoch"/> shows it, augmentation included: what a <see cref="BatchLoader"/> has in its batch, but for the partner that one with
    /// <see cref="BatchLoaderOptions.QuasiRandomRanges"/> joins it with.
    /// On a miss, or where the image is damaged, the cache's renderer draws it, if it has one.
    /// </summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0; only training samples depend on it.</param>
    /// <exception cref="KhmerCacheException">There is no image of the line, or it is damaged; the message says which text, font and height.</exception>
    public Sample GetSample(int index, int epoch = 0)
    {
        var decoder = _decoder.Value!;
        var sample = Plan(index, epoch);
        if (!sample.IsFound)
        {
            var font = Fonts[CandidatesOf(index)[0]];
            return new Sample(_lines[index].Text, font, Cache.GetImage(_lines[index].Text, font, Options.ImageHeight));
        }

        if (sample.Drawn is not null || !TryDecode(decoder, sample, epoch))
        {
            if (!TryDraw(sample, out var pictures))
            {
                return new Sample(_lines[index].Text, sample.Font, Cache.GetImage(_lines[index].Text, sample.Font, Options.ImageHeight));
            }

            decoder.Take(pictures, sample, epoch);
        }

        return new Sample(TextOf(sample), sample.Font, new LineImage(decoder.Width, decoder.Height, decoder.Pixels.ToArray()));
    }

    /// <summary>Closes the cache, where the dataset has opened it.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        if (_ownsCache)
        {
            Cache.Dispose();
        }
    }

    /// <summary>The samples as the first epoch shows them, in the order of the corpus.</summary>
    public IEnumerator<Sample> GetEnumerator() => Enumerable.Range(0, Count).Select(index => GetSample(index)).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The hash that a sample's label is found by.</summary>
    internal ulong TextHashOf(int index) => _lines[index].TextHash;

    /// <summary>Whether there is an image of a sample: in the cache, or one that the renderer draws, which it does to find out.</summary>
    internal bool CanShow(int index) => Plan(index, epoch: 0).IsFound;

    /// <summary>An epoch without any sample is an error, and not an empty training.</summary>
    internal KhmerCacheException NothingToShow() => new(
        DiagnosticCodes.NotCached,
        $"The cache has no image of any of the {Count} lines of '{Split.Name}' at {Options.ImageHeight} px{(Cache.HasRenderer ? ", and the renderer draws none" : "")}. Build the project again, or check the corpus, the fonts and the height.",
        Cache.Directory);

    /// <summary>Finds the images of a sample, and how wide it will be.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="order">Where partners are chosen from; null for all samples.</param>
    /// <param name="cancellationToken">Ends the wait for what a copy of a remote cache lacks.</param>
    internal PlannedSample Plan(int index, int epoch, QuasiRandomOrder? order = null, CancellationToken cancellationToken = default)
    {
        var isAugmented = Pipeline is not null && IsAugmented(index, epoch);
        if (_renderer is not null)
        {
            return _renderer.Plan(index, epoch, isAugmented, order, cancellationToken);
        }

        if (!TryFind(index, epoch, cancellationToken, out var font, out var image))
        {
            return new PlannedSample(index, null, default, isAugmented, Partner: -1, default, Width: 0);
        }

        if (!isAugmented)
        {
            return new PlannedSample(index, font, image, IsAugmented: false, Partner: -1, default, image.Width);
        }

        var width = image.Width;
        CachedImage other = default;
        if (TryChoosePartner(index, epoch, order, out var partner) && TryFindIn(partner, font, out other, cancellationToken))
        {
            width += SampleDecoder.Gap(Options.ImageHeight) + other.Width;
        }
        else
        {
            partner = -1;
        }

        return new PlannedSample(index, font, image, IsAugmented: true, partner, other, WidthAfterAugmentation(width, index, epoch));
    }

    /// <summary>Refuses a vocabulary that would make a wrong target of a joined label.</summary>
    /// <exception cref="ArgumentException">It lacks the blank, and does not leave out what it lacks.</exception>
    internal void CheckCanEncode(Vocabulary? vocabulary)
    {
        if (JoinsLabels && vocabulary is not null and not { UnknownCharacters: UnknownCharacters.Skip } && !vocabulary.Characters.Contains(LabelJoint))
        {
            throw new ArgumentException(
                $"The vocabulary lacks U+{LabelJoint.Value:X4}, the blank that joins the labels of two samples. Add it to the {nameof(Vocabulary)}, or set {nameof(AugmentationOptions)}.{nameof(AugmentationOptions.ConcatenationProbability)} to 0.",
                nameof(vocabulary));
        }
    }

    /// <summary>How wide a picture is after augmentation.</summary>
    internal int WidthAfterAugmentation(int width, int index, int epoch) => Pipeline!.WidthOf(width, Options.ImageHeight, Options.Seed, epoch, index);

    /// <summary>The label of a sample, joined with that of its partner.</summary>
    internal string TextOf(in PlannedSample sample) =>
        sample.Partner < 0 ? _lines[sample.Index].Text : $"{_lines[sample.Index].Text}{LabelJoint}{_lines[sample.Partner].Text}";

    /// <summary>The pictures of a sample that does not lie in the cache, or lies there damaged, drawn by the cache's renderer; false, and a miss, where it draws none.</summary>
    internal bool TryDraw(in PlannedSample sample, [NotNullWhen(true)] out DrawnPictures? pictures)
    {
        if (_renderer is not null)
        {
            return _renderer.TryDraw(sample, out pictures);
        }

        Cache.CountMiss();
        pictures = null;
        return false;
    }

    /// <summary>The fonts that show a line, as places in <see cref="Fonts"/>.</summary>
    internal ReadOnlySpan<int> CandidatesOf(int index) => _lines[index].Fonts ?? _allFonts;

    /// <summary>Finds the image of a sample in one font.</summary>
    internal bool TryFindIn(int index, FontDescriptor font, out CachedImage image, CancellationToken cancellationToken = default)
    {
        ref readonly var line = ref _lines[index];
        return Cache.TryFind(line.TextHash, line.TextUtf8, font, Options.ImageHeight, out image, cancellationToken);
    }

    /// <summary>The sample that is joined to one in an epoch, chosen from all or, where there is an order, from the same range; false where it stays alone.</summary>
    internal bool TryChoosePartner(int index, int epoch, QuasiRandomOrder? order, out int partner) => order is null
        ? Pipeline!.TryChoosePartner(Options.Seed, epoch, index, Count, out partner)
        : order.TryChoosePartner(Pipeline!, Options.Seed, epoch, index, TextHashOf(index), out partner);

    private static KhmerCorpusDataset Open(
        ImageCache cache, SplitDescriptor split, IEnumerable<FontDescriptor> fonts, KhmerCorpusDatasetOptions options, bool ownsCache)
    {
        options = options with { ImageHeight = options.ImageHeight > 0 ? options.ImageHeight : cache.GetOnlyImageHeight() };
        ImmutableArray<FontDescriptor> ordered = [.. fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
        if (ordered.IsEmpty)
        {
            throw new ArgumentException("A dataset needs at least one font.", nameof(fonts));
        }

        if (!options.UseCache && !cache.HasRenderer)
        {
            throw new ArgumentException("Without the cache, images have to be drawn: open the ImageCache with a Renderer in its options.", nameof(options));
        }

        var lines = CorpusReader.ReadSplit(split, options.MaxLines > 0 ? options.MaxLines : split.MaxLines).Select(line => new Line(line.Text, split, ordered)).ToArray();
        if (options.UseCache && lines.Length > 0)
        {
            cache.NoteUse(lines[0].TextHash, ordered, options.ImageHeight);
        }

        return new KhmerCorpusDataset(split, cache, ordered, options, lines, ownsCache);
    }

    // Without a renderer, a damaged image is an error: nothing else can be shown.
    private bool TryDecode(SampleDecoder decoder, in PlannedSample sample, int epoch)
    {
        try
        {
            decoder.Decode(sample, epoch);
            Cache.CountHits(1);
            return true;
        }
        catch (KhmerCacheException exception) when (Cache.HasRenderer && exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            Cache.Report(exception.Diagnostic);
            return false;
        }
        catch (KhmerCacheException exception) when (Cache.HasRenderer && ArrivingLines.CanBeDrawn(exception))
        {
            // Whoever tried to fetch its segment again has told of it.
            return false;
        }
    }

    private bool IsAugmented(int index, int epoch) =>
        new SampleStreams(Options.Seed, epoch, index).Has(EffectStream.None, Options.AugmentProbability, out _);

    private readonly struct Line
    {
        public Line(string text, SplitDescriptor split, ImmutableArray<FontDescriptor> fonts)
        {
            (Text, TextUtf8) = (text, Encoding.UTF8.GetBytes(text));
            TextHash = Storage.TextHash.Of(TextUtf8);
            Fonts = split.IsTraining && (split.FontsPerLine <= 0 || split.FontsPerLine >= fonts.Length) ? null : FontChoice.ForSplit(TextUtf8, split, fonts);
        }

        public string Text { get; }

        public byte[] TextUtf8 { get; }

        public ulong TextHash { get; }

        /// <summary>Null for all.</summary>
        public int[]? Fonts { get; }
    }
}
