using System.Numerics;
using System.Text;

namespace KhmerCache.Tool.Surveys;

/// <summary>What one thread counts for a <see cref="CacheSurvey"/>.</summary>
internal sealed class SurveyTally
{
    private readonly CacheLines _lines;
    private readonly SplitLabels? _splits;
    private readonly (string Path, int Height)[] _fonts;
    private readonly string[] _paths;
    private readonly int[] _fontOf;
    private readonly int[] _pathOf;
    private readonly FontTally[] _fontTallies;
    private readonly long[] _labelsOfSplits;
    private readonly long[] _imagesOfSplits;
    private readonly Histogram _textLengths = new();
    private readonly CharacterTally _characters;
    private readonly List<CacheLines.Image> _images = [];
    private readonly List<int> _shownIn = [];
    private byte[] _pixels = [];
    private long _labels;
    private SurveyDamage _damage;

    public SurveyTally(CacheLines lines, SplitLabels? splits)
    {
        (_lines, _splits) = (lines, splits);
        var valid = lines.Reader.Valid;

        // A font at a height may have two recipes: what the renderer drew, and pictures put in by hand.
        _fonts = [.. valid.Select(recipe => (recipe.FontPath, recipe.ImageHeight)).Distinct()];
        _paths = [.. _fonts.Select(font => font.Path).Distinct(StringComparer.Ordinal)];
        _fontOf = [.. valid.Select(recipe => Array.IndexOf(_fonts, (recipe.FontPath, recipe.ImageHeight)))];
        _pathOf = [.. valid.Select(recipe => Array.IndexOf(_paths, recipe.FontPath))];
        var count = splits?.Names.Count ?? 0;
        _fontTallies = Array.ConvertAll(_fonts, _ => new FontTally(count));
        (_labelsOfSplits, _imagesOfSplits) = (new long[count], new long[count]);
        _characters = new CharacterTally(_paths.Length);
    }

    /// <summary>Looks at some lines.</summary>
    public void Add(CacheLines.Chunk chunk)
    {
        for (var line = chunk.First; line < chunk.First + chunk.Count; line++)
        {
            try
            {
                Add(chunk.Segment, line);
            }
            catch (KhmerCacheException exception)
            {
                Note(exception.Diagnostic);
            }
        }
    }

    /// <summary>Adds what another thread has counted.</summary>
    public void Add(SurveyTally other)
    {
        for (var font = 0; font < _fonts.Length; font++)
        {
            _fontTallies[font].Add(other._fontTallies[font]);
        }

        for (var split = 0; split < _labelsOfSplits.Length; split++)
        {
            _labelsOfSplits[split] += other._labelsOfSplits[split];
            _imagesOfSplits[split] += other._imagesOfSplits[split];
        }

        _textLengths.Add(other._textLengths);
        _characters.Add(other._characters);
        _labels += other._labels;
        _damage = new SurveyDamage(_damage.Count + other._damage.Count, FirstOf(_damage.First, other._damage.First));
    }

    public CacheSurvey ToSurvey()
    {
        var widths = new Histogram();
        Array.ForEach(_fontTallies, font => widths.Add(font.Widths));

        // A font whose images are all damaged shows no character, but that is not what is wrong with it.
        var shown = _paths.Index().Where(path => _fonts.Index().Any(font => font.Item.Path == path.Item && _fontTallies[font.Index].Widths.Total > 0)).ToArray();
        return new CacheSurvey(
            _labels,
            widths.Total,
            _damage,
            [.. _fonts.Zip(_fontTallies, (font, tally) => new FontSurvey(font.Path, font.Height, tally.Widths.Total, tally.ImagesOfSplits, tally.Widths, tally.InkRows))
                .OrderBy(font => font.FontPath, StringComparer.Ordinal).ThenBy(font => font.ImageHeight)],
            [.. _labelsOfSplits.Select((labels, split) => new SplitSurvey(_splits!.Names[split], _splits.LinesOf(split), labels, _imagesOfSplits[split]))],
            widths,
            _textLengths,
            _characters.ToSurvey(shown));
    }

    private void Add(int segment, int line)
    {
        var text = _lines.TextAt(segment, line);
        _lines.ReadImages(segment, line, text, _images);
        var hash = _lines.TextHashAt(segment, line);
        var splits = _splits?.SplitsOf(hash) ?? 0;
        _shownIn.Clear();
        foreach (var image in _images)
        {
            try
            {
                Add(image, hash, splits);
                _shownIn.Add(_pathOf[image.Recipe]);
            }
            catch (KhmerCacheException exception)
            {
                Note(exception.Diagnostic);
            }
        }

        if (_shownIn.Count == 0)
        {
            return;
        }

        _labels++;
        _textLengths.Add(_characters.Add(text, _shownIn));
        for (; splits != 0; splits &= splits - 1)
        {
            var split = BitOperations.TrailingZeroCount(splits);
            _labelsOfSplits[split]++;
            _imagesOfSplits[split] += _shownIn.Count;
        }
    }

    private void Add(CacheLines.Image image, ulong textHash, ulong splits)
    {
        var found = new CachedImage(_lines.Reader, image.Segment, image.Row, textHash);
        var (width, length) = (found.Width, found.Length);
        if (_pixels.Length < length)
        {
            _pixels = new byte[Math.Max(length, 2 * _pixels.Length)];
        }

        var pixels = _pixels.AsSpan(0, length);
        _lines.Reader.Decode(image.Segment, image.Row, textHash, pixels);
        var font = _fontTallies[_fontOf[image.Recipe]];
        font.Widths.Add(width);

        const byte White = 255;
        var first = pixels.IndexOfAnyExcept(White);
        font.InkRows.Add(first < 0 ? 0 : (pixels.LastIndexOfAnyExcept(White) / width) - (first / width) + 1);
        for (; splits != 0; splits &= splits - 1)
        {
            font.ImagesOfSplits[BitOperations.TrailingZeroCount(splits)]++;
        }
    }

    private void Note(Diagnostic diagnostic) => _damage = new SurveyDamage(_damage.Count + 1, FirstOf(_damage.First, diagnostic));

    private static Diagnostic? FirstOf(Diagnostic? one, Diagnostic? other) =>
        one is null || other is null ? one ?? other : string.CompareOrdinal(one.ToString(), other.ToString()) <= 0 ? one : other;

    private sealed class FontTally(int splits)
    {
        public Histogram Widths { get; } = new();

        public Histogram InkRows { get; } = new();

        public long[] ImagesOfSplits { get; } = new long[splits];

        public void Add(FontTally other)
        {
            Widths.Add(other.Widths);
            InkRows.Add(other.InkRows);
            for (var split = 0; split < ImagesOfSplits.Length; split++)
            {
                ImagesOfSplits[split] += other.ImagesOfSplits[split];
            }
        }
    }
}
