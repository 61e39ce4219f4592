using System.Globalization;
using System.Text;

namespace KhmerCache.Storage;

/// <summary>
/// Goes through the lines of several segments in their one order, each text once, without holding more than a line in memory. Only the rows of segments
/// that overlap are mapped at the same time: those of shards do not, and are let go one after the other.
/// </summary>
internal sealed class SegmentMerger(IReadOnlyList<LineSegment> segments)
{
    /// <summary>The images of all lines: an image that stands in two segments comes once.</summary>
    public IEnumerable<MergedLine> Lines
    {
        get
        {
            var waiting = new Queue<LineSegment>(segments.Where(segment => segment.Lines > 0).OrderBy(segment => segment.TextHashAt(0)));
            var queue = new PriorityQueue<(LineSegment Segment, int Line), (LineSegment Segment, int Line)>(new ByText());
            var (rows, ended) = (new List<(LineSegment Segment, int Line)>(), new List<LineSegment>());
            try
            {
                while (waiting.Count > 0 || queue.Count > 0)
                {
                    while (waiting.TryPeek(out var coming) && (queue.Count == 0 || coming.TextHashAt(0) <= queue.Peek().Segment.TextHashAt(queue.Peek().Line)))
                    {
                        var opened = waiting.Dequeue().MapAgain();
                        queue.Enqueue((opened, 0), (opened, 0));
                    }

                    var next = queue.Dequeue();
                    if (rows.Count > 0 && ByText.CompareRows(rows[0], next) != 0)
                    {
                        yield return new MergedLine(rows);
                        rows.Clear();
                        Dispose(ended);
                    }

                    rows.Add(next);
                    if (next.Line + 1 < next.Segment.Lines)
                    {
                        queue.Enqueue((next.Segment, next.Line + 1), (next.Segment, next.Line + 1));
                    }
                    else
                    {
                        ended.Add(next.Segment);
                    }
                }

                if (rows.Count > 0)
                {
                    yield return new MergedLine(rows);
                }
            }
            finally
            {
                Dispose(ended);
                Dispose([.. queue.UnorderedItems.Select(item => item.Element.Segment)]);
            }
        }
    }

    /// <summary>Writes what is to be kept as the segments that <see cref="Partition"/> cuts it into.</summary>
    /// <param name="keep">Whether an image is kept, by the hash of its text and its recipe.</param>
    /// <param name="write">Writes a segment, from drafts and the recipes that they have.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A row is damaged, or two segments have different pictures of one recipe; in that case nothing was written.</exception>
    public void Write(Func<ulong, Recipe, bool> keep, Action<IReadOnlyList<LineDraft>, IReadOnlyList<Recipe>> write, CancellationToken cancellationToken)
    {
        Recipe[] recipes = [.. LineSegmentWriter.SortFonts(segments.SelectMany(segment => segment.Fonts).Select(font => font.Recipe).Distinct())];
        var fonts = recipes.Index().ToDictionary(font => font.Item, font => font.Index);

        // Before anything is written: what two of them tell of one recipe has to be the same.
        var bits = Partition.BitsFor(Lines.Sum(line =>
        {
            var textHash = line.TextHash;
            line.CheckConflicts(recipe => keep(textHash, recipe));
            return line.Images.Where(image => keep(textHash, image.Recipe)).Sum(image => (long)image.Weight);
        }));
        var (drafts, lines, range) = (new List<LineDraft>(), 0, 0UL);
        var drafter = new LineDrafter(recipes);
        foreach (var line in Lines)
        {
            if (Partition.RangeOf(line.TextHash, bits) != range)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteDrafts();
                range = Partition.RangeOf(line.TextHash, bits);
            }

            line.CheckText();
            drafter.BeginLine(line.TextUtf8, line.TextHash);
            foreach (var image in line.Images.Where(image => keep(line.TextHash, image.Recipe)).OrderBy(image => fonts[image.Recipe]))
            {
                drafter.Add(fonts[image.Recipe], image.Read());
            }

            drafter.EndLine();
            if (++lines % LineSegmentWriter.LinesPerDraft == 0)
            {
                drafts.Add(drafter.TakeDraft());
            }
        }

        WriteDrafts();

        void WriteDrafts()
        {
            drafts.Add(drafter.TakeDraft());
            write(drafts, recipes);
            drafts.Clear();
            drafter = new LineDrafter(recipes);
        }
    }

    private static void Dispose(List<LineSegment> done)
    {
        done.ForEach(segment => segment.Dispose());
        done.Clear();
    }

    private sealed class ByText : IComparer<(LineSegment Segment, int Line)>
    {
        public int Compare((LineSegment Segment, int Line) left, (LineSegment Segment, int Line) right) => CompareRows(left, right);

        public static int CompareRows((LineSegment Segment, int Line) left, (LineSegment Segment, int Line) right) => LineSegmentWriter.CompareLines(
            left.Segment.TextHashAt(left.Line), left.Segment.TextUtf8At(left.Line), right.Segment.TextHashAt(right.Line), right.Segment.TextUtf8At(right.Line));
    }
}

/// <summary>A text with its rows in the segments that have it; valid until the next one is asked for.</summary>
internal readonly struct MergedLine(List<(LineSegment Segment, int Line)> rows)
{
    public ulong TextHash => rows[0].Segment.TextHashAt(rows[0].Line);

    public ReadOnlySpan<byte> TextUtf8 => rows[0].Segment.TextUtf8At(rows[0].Line);

    /// <summary>Makes sure that the text is the one that was written.</summary>
    /// <exception cref="KhmerCacheException">It is damaged.</exception>
    public void CheckText()
    {
        if (Storage.TextHash.Of(TextUtf8) != TextHash)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Damaged, $"The text of line {rows[0].Line} is damaged. Run 'khmercache validate --repair' first.", rows[0].Segment.Path);
        }
    }

    /// <summary>Its images, each recipe once.</summary>
    public IEnumerable<MergedImage> Images
    {
        get
        {
            var (all, hash) = (rows, TextHash);
            var images = all.SelectMany(row => Enumerable.Range(row.Segment.ImagesOf(row.Line).First, row.Segment.ImagesOf(row.Line).End - row.Segment.ImagesOf(row.Line).First)
                .Select(image => new MergedImage(row.Segment, row.Line, image, hash)));
            return all.Count == 1 ? images : images.DistinctBy(image => image.Recipe);
        }
    }

    /// <summary>Makes sure that where two segments have an image of one recipe, it is the same picture: nobody can say which of two is right.</summary>
    /// <param name="isKept">Whether images of a recipe matter.</param>
    /// <exception cref="KhmerCacheException">They differ, or one is damaged.</exception>
    public void CheckConflicts(Func<Recipe, bool> isKept)
    {
        if (rows.Count == 1)
        {
            return;
        }

        var seen = new Dictionary<Recipe, (LineSegment Segment, Hash128 Hash)>();
        foreach (var (segment, line) in rows)
        {
            var (next, end) = segment.ImagesOf(line);
            for (; next < end; next++)
            {
                var image = new MergedImage(segment, line, next, TextHash);
                if (!isKept(image.Recipe))
                {
                    continue;
                }

                var hash = EntryHash.Of(TextUtf8, image.Read(), EntryHash.SeedOf(image.Recipe));
                if (seen.TryAdd(image.Recipe, (segment, hash)) || seen[image.Recipe].Hash == hash)
                {
                    continue;
                }

                throw new KhmerCacheException(
                    DiagnosticCodes.ConflictingRows,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"There are two different pictures of '{Encoding.UTF8.GetString(TextUtf8)}' in the font '{image.Recipe.FontPath}' at the height of {image.Recipe.ImageHeight}, both of the recipe {image.Recipe.Id}: one in this segment, the other in '{segment.Path}'. Nothing was changed. 'khmercache validate --deep' on the cache that each of them comes from tells which is not what rendering gives; make that one anew."),
                    seen[image.Recipe].Segment.Path);
            }
        }
    }
}

/// <summary>An image of a <see cref="MergedLine"/>.</summary>
internal readonly struct MergedImage(LineSegment segment, int line, int image, ulong textHash)
{
    /// <exception cref="KhmerCacheException">It is damaged, and names no font.</exception>
    public Recipe Recipe => segment.FontOf(image) is var font && font < segment.Fonts.Length ? segment.Fonts[font].Recipe : throw Damaged();

    /// <summary>How much it counts when lines are cut into segments.</summary>
    public int Weight => Recipe.IsPixels ? ImageEntry.WeightOfPicture(segment.WidthOf(image) * Recipe.ImageHeight) : ImageEntry.WeightOfRun(segment.TextUtf8At(line).Length);

    /// <summary>The bytes that it takes in its segment.</summary>
    /// <exception cref="KhmerCacheException">It is damaged, and has no end.</exception>
    public int Bytes => segment.BytesOf(image) is var bytes and > 0 ? bytes : throw Damaged();

    /// <summary>Decodes it.</summary>
    /// <exception cref="KhmerCacheException">It is damaged.</exception>
    public ImageEntry Read() => segment.TryReadEntry(image, textHash, out var entry)
        ? entry
        : throw Damaged();

    private KhmerCacheException Damaged() => new(DiagnosticCodes.Damaged, $"Row {image} is damaged. Run 'khmercache validate --repair' first.", segment.Path);
}
