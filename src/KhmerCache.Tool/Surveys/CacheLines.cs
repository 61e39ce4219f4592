using KhmerCache.Storage;

namespace KhmerCache.Tool.Surveys;

/// <summary>The lines of a cache, each text once with all its valid images, whichever segments they lie in. Safe to use from several threads.</summary>
internal sealed class CacheLines
{
    private const int LinesOfChunk = 1024;

    private readonly LineSegment[] _segments;
    private readonly Dictionary<LineSegment, int[]> _recipeOf;

    public CacheLines(CacheReader reader)
    {
        Reader = reader;
        _segments = [.. reader.Index.Segments];
        var places = reader.Valid.Index().ToDictionary(recipe => recipe.Item, recipe => recipe.Index);
        _recipeOf = _segments.ToDictionary(segment => segment, segment => Array.ConvertAll(segment.Fonts, font => places.GetValueOrDefault(font.Recipe, -1)));
    }

    public CacheReader Reader { get; }

    /// <summary>All lines in parts for a thread each; a text that stands in several segments is a line of each, but read once.</summary>
    public IEnumerable<Chunk> Chunks
    {
        get
        {
            for (var segment = 0; segment < _segments.Length; segment++)
            {
                for (var first = 0; first < _segments[segment].Lines; first += LinesOfChunk)
                {
                    yield return new Chunk(segment, first, Math.Min(LinesOfChunk, _segments[segment].Lines - first));
                }
            }
        }
    }

    /// <summary>
    /// All lines in the order of their texts' hashes, which is as good as any and the same however the cache is cut into segments; a text that stands in several
    /// of them is a line of each, that of the first one first.
    /// </summary>
    public IEnumerable<(int Segment, int Line)> InOrder
    {
        get
        {
            var queue = new PriorityQueue<(int Segment, int Line), (int Segment, int Line)>(Comparer<(int Segment, int Line)>.Create(Compare));
            for (var segment = 0; segment < _segments.Length; segment++)
            {
                Enqueue((segment, 0));
            }

            while (queue.TryDequeue(out var next, out _))
            {
                yield return next;
                Enqueue((next.Segment, next.Line + 1));
            }

            void Enqueue((int Segment, int Line) line)
            {
                if (line.Line < _segments[line.Segment].Lines)
                {
                    queue.Enqueue(line, line);
                }
            }
        }
    }

    /// <summary>The hash of a line's text.</summary>
    public ulong TextHashAt(int segment, int line) => _segments[segment].TextHashAt(line);

    /// <summary>The UTF-8 of a line's text.</summary>
    /// <exception cref="KhmerCacheException">It is damaged.</exception>
    public ReadOnlySpan<byte> TextAt(int segment, int line) =>
        _segments[segment].TryGetText(line, out var text) && TextHash.Of(text) == _segments[segment].TextHashAt(line)
            ? text
            : throw new KhmerCacheException(
                DiagnosticCodes.Damaged, $"The text of line {line} is damaged. Run 'khmercache validate --repair' and 'khmercache pregenerate'.", _segments[segment].Path);

    /// <summary>Gives the images of a line, each recipe once; none where an earlier segment has the same text, and gives them all.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="line">The line in it.</param>
    /// <param name="text">Its text.</param>
    /// <param name="images">Is filled.</param>
    public void ReadImages(int segment, int line, ReadOnlySpan<byte> text, List<Image> images)
    {
        images.Clear();
        var hash = _segments[segment].TextHashAt(line);
        for (var other = 0; other < segment; other++)
        {
            if (_segments[other].FindLine(hash, text) >= 0)
            {
                return;
            }
        }

        AddImages(_segments[segment], line, images);
        for (var other = segment + 1; other < _segments.Length; other++)
        {
            if (_segments[other].FindLine(hash, text) is >= 0 and var same)
            {
                AddImages(_segments[other], same, images);
            }
        }
    }

    private void AddImages(LineSegment segment, int line, List<Image> images)
    {
        var (next, end) = segment.ImagesOf(line);
        var (known, recipes) = (images.Count, _recipeOf[segment]);
        for (; next < end; next++)
        {
            var font = segment.FontOf(next);
            var recipe = font < recipes.Length ? recipes[font] : -1;
            if (recipe >= 0 && !Holds(images, known, recipe))
            {
                images.Add(new Image(segment, next, recipe));
            }
        }
    }

    private int Compare((int Segment, int Line) one, (int Segment, int Line) other)
    {
        var (left, right) = (_segments[one.Segment], _segments[other.Segment]);
        var order = LineSegmentWriter.CompareLines(left.TextHashAt(one.Line), left.TextUtf8At(one.Line), right.TextHashAt(other.Line), right.TextUtf8At(other.Line));
        return order != 0 ? order : one.Segment.CompareTo(other.Segment);
    }

    private static bool Holds(List<Image> images, int count, int recipe)
    {
        for (var i = 0; i < count; i++)
        {
            if (images[i].Recipe == recipe)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some lines of a segment.</summary>
    internal readonly record struct Chunk(int Segment, int First, int Count);

    /// <summary>An image.</summary>
    /// <param name="Segment">Where it lies.</param>
    /// <param name="Row">Its row there.</param>
    /// <param name="Recipe">The place of its recipe among the cache's valid ones.</param>
    internal readonly record struct Image(LineSegment Segment, int Row, int Recipe);
}
