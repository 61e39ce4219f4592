using KhmerCache.Glyphs;
using KhmerCache.Storage;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Reports;

/// <summary>
/// The images that a report shows, as its page reads them: all of a small cache, of a larger one the lines whose texts have the smallest hashes, which is a fair sample
/// and the same on every machine. Each font has some, however few there are of it.
/// </summary>
internal sealed class GallerySample
{
    /// <summary>So many images of each font are shown even where there are more than enough of others.</summary>
    public const int ImagesOfFont = 24;

    private readonly CacheLines _lines;
    private readonly SplitLabels? _splits;
    private readonly GalleryEncoder _encoder;
    private readonly List<CacheLines.Image> _images = [];
    private byte[] _pixels = [];

    private GallerySample(CacheLines lines, SplitLabels? splits)
    {
        (_lines, _splits) = (lines, splits);
        _encoder = new GalleryEncoder(lines.Reader);
    }

    /// <summary>How many labels are shown.</summary>
    public int Labels => _encoder.Labels;

    /// <summary>How many images are shown.</summary>
    public int Images => _encoder.Images;

    /// <summary>The sets of splits that labels belong to; a label names one by its place.</summary>
    public IReadOnlyList<ulong> SplitSets => _encoder.SplitSets;

    /// <summary>The sizes in which recipes are drawn, by recipe and shrink: those whose masks the page has.</summary>
    public IReadOnlyList<(int Recipe, int Shrink)> Atlases => _encoder.Atlases;

    /// <summary>Takes a sample.</summary>
    /// <param name="reader">The cache.</param>
    /// <param name="survey">How many images it has in each font.</param>
    /// <param name="splits">Which labels belong to which split; null where that is not known.</param>
    /// <param name="maxImages">How many images there may be, but for those that a rare font has.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GallerySample Of(CacheReader reader, CacheSurvey survey, SplitLabels? splits, int maxImages, CancellationToken cancellationToken)
    {
        var lines = new CacheLines(reader);
        var sample = new GallerySample(lines, splits);
        var fonts = survey.Fonts.Index().ToDictionary(font => (font.Item.FontPath, font.Item.ImageHeight), font => font.Index);
        int[] fontOf = [.. reader.Valid.Select(recipe => fonts[(recipe.FontPath, recipe.ImageHeight)])];
        long[] asked = [.. survey.Fonts.Select(font => Math.Min(font.Images, ImagesOfFont))];
        var rare = asked.LongCount(images => images > 0);
        foreach (var (segment, line) in lines.InOrder)
        {
            if (sample.Images >= maxImages && rare == 0)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            foreach (var recipe in sample.Add(segment, line, recipe => sample.Images < maxImages || asked[fontOf[recipe]] > 0))
            {
                rare -= --asked[fontOf[recipe]] == 0 ? 1 : 0;
            }
        }

        return sample;
    }

    /// <summary>The sample as bytes, column after column: <see cref="GalleryEncoder.ToBytes"/> says which.</summary>
    public byte[] ToBytes() => _encoder.ToBytes();

    // The recipes of the images that were added, one by one, so that the caller's count is right when it is asked for the next.
    private IEnumerable<int> Add(int segment, int line, Func<int, bool> takes)
    {
        if (!TryReadImages(segment, line, out var hash))
        {
            yield break;
        }

        // By recipe, which is by font and height: rows of several segments are in no order.
        _images.Sort((left, right) => left.Recipe.CompareTo(right.Recipe));
        var isBegun = false;
        foreach (var image in _images)
        {
            if (!takes(image.Recipe) || !IsIntact(image, hash))
            {
                continue;
            }

            if (!isBegun)
            {
                _encoder.BeginLabel(_lines.TextAt(segment, line), _splits?.SplitsOf(hash) ?? 0);
                isBegun = true;
            }

            _encoder.Add(image, hash);
            yield return image.Recipe;
        }
    }

    private bool TryReadImages(int segment, int line, out ulong hash)
    {
        hash = _lines.TextHashAt(segment, line);
        try
        {
            _lines.ReadImages(segment, line, _lines.TextAt(segment, line), _images);
            return _images.Count > 0;
        }
        catch (KhmerCacheException)
        {
            // The survey has told of it.
            return false;
        }
    }

    private bool IsIntact(CacheLines.Image image, ulong hash)
    {
        try
        {
            var length = new CachedImage(_lines.Reader, image.Segment, image.Row, hash).Length;
            if (_pixels.Length < length)
            {
                _pixels = new byte[Math.Max(length, 2 * _pixels.Length)];
            }

            _lines.Reader.Decode(image.Segment, image.Row, hash, _pixels.AsSpan(0, length));
            return true;
        }
        catch (KhmerCacheException)
        {
            return false;
        }
    }
}
