using KhmerCache.Storage;

namespace KhmerCache.Tool.Surveys;

/// <summary>
/// What a cache holds, from the images themselves: each is decoded once. It does not depend on how the images are spread over segments, nor on the number of threads.
/// </summary>
/// <param name="Labels">Distinct texts that have an image.</param>
/// <param name="Images">Valid images that could be decoded.</param>
/// <param name="Damage">What could not be read, in words, and how often: images, and lines whose text is damaged.</param>
/// <param name="Fonts">The fonts, by path and image height.</param>
/// <param name="Splits">The splits, in the order in which they were given; none where nobody said what the corpora are, since a cache does not tell splits apart.</param>
/// <param name="Widths">The widths of the images, in pixels.</param>
/// <param name="TextLengths">The lengths of the labels in code points, each label once.</param>
/// <param name="Characters">The characters of the labels, by code point.</param>
internal sealed record CacheSurvey(
    long Labels,
    long Images,
    SurveyDamage Damage,
    IReadOnlyList<FontSurvey> Fonts,
    IReadOnlyList<SplitSurvey> Splits,
    Histogram Widths,
    Histogram TextLengths,
    IReadOnlyList<CharacterSurvey> Characters)
{
    /// <summary>Looks at every valid image of a cache.</summary>
    /// <param name="reader">The cache.</param>
    /// <param name="splits">Which labels belong to which split; null where that is not known.</param>
    /// <param name="progress">Is told from time to time how many lines of text were looked at; several threads tell it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CacheSurvey Of(CacheReader reader, SplitLabels? splits = null, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var lines = new CacheLines(reader);
        var (tally, done, merging) = (new SurveyTally(lines, splits), 0L, new Lock());
        Parallel.ForEach(
            lines.Chunks,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new SurveyTally(lines, splits),
            (chunk, _, part) =>
            {
                part.Add(chunk);
                progress?.Invoke(Interlocked.Add(ref done, chunk.Count));
                return part;
            },
            part =>
            {
                lock (merging)
                {
                    tally.Add(part);
                }
            });
        return tally.ToSurvey();
    }

    /// <summary>How high the ink of the images is: the share of the picture's height between the first and the last row with ink, in steps.</summary>
    /// <param name="steps">Into how many steps the height is divided; value n counts images whose ink is up to n of them high, and more than n - 1.</param>
    public Histogram InkShares(int steps)
    {
        var shares = new Histogram();
        foreach (var font in Fonts)
        {
            for (var rows = 0; rows <= font.InkRows.Max; rows++)
            {
                if (font.InkRows.Counts[rows] > 0)
                {
                    shares.Add(((rows * steps) + font.ImageHeight - 1) / font.ImageHeight, font.InkRows.Counts[rows]);
                }
            }
        }

        return shares;
    }
}

/// <summary>The images of a font at a height.</summary>
/// <param name="FontPath">The font's path as in cache keys.</param>
/// <param name="ImageHeight">The height of the images in pixels.</param>
/// <param name="Images">How many there are.</param>
/// <param name="ImagesOfSplits">How many of them have a label of each split, in the order of the splits. A label may belong to several.</param>
/// <param name="Widths">Their widths in pixels.</param>
/// <param name="InkRows">How many rows there are from the first with ink to the last; 0 for a white picture.</param>
internal sealed record FontSurvey(string FontPath, int ImageHeight, long Images, IReadOnlyList<long> ImagesOfSplits, Histogram Widths, Histogram InkRows);

/// <summary>What a cache has of a split.</summary>
/// <param name="Name">The split.</param>
/// <param name="Lines">Distinct labels of its corpora.</param>
/// <param name="Labels">Those that have an image.</param>
/// <param name="Images">Their images.</param>
internal sealed record SplitSurvey(string Name, long Lines, long Labels, long Images);

/// <summary>A character of the labels.</summary>
/// <param name="Character">The character.</param>
/// <param name="Labels">How many labels have it.</param>
/// <param name="Images">How many images have it in their label.</param>
/// <param name="MissingIn">The paths of those fonts that have images, but none whose label has it.</param>
internal sealed record CharacterSurvey(System.Text.Rune Character, long Labels, long Images, IReadOnlyList<string> MissingIn)
{
    /// <summary>Those of <see cref="MissingIn"/> that have no glyph for it, as far as <see cref="IsKnownOf"/> goes.</summary>
    public IReadOnlyList<string> LackedBy { get; init; } = [];

    /// <summary>Those of <see cref="MissingIn"/> whose files were looked at.</summary>
    public IReadOnlyList<string> IsKnownOf { get; init; } = [];
}

/// <summary>What could not be read.</summary>
/// <param name="Count">How many images and lines.</param>
/// <param name="First">One of them; null where there is none. The same one whatever the number of threads.</param>
internal readonly record struct SurveyDamage(long Count, Diagnostic? First)
{
    /// <summary>What is told of it: one, and how many there are.</summary>
    /// <param name="first">The one.</param>
    public Diagnostic Describe(Diagnostic first) => first with { Message = $"{first.Message} {Count} images or lines can't be read. 'khmercache validate' names all of them." };
}
