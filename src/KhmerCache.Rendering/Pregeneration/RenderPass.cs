using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Shapes the lines of a plan that are missing, draws the glyphs that they need, and writes both.</summary>
/// <param name="plan">The plan.</param>
/// <param name="styles">Its fonts.</param>
/// <param name="glyphs">The masks that there are.</param>
/// <param name="folder">The folder.</param>
/// <param name="writer">Where masks and lines go.</param>
/// <param name="newcomers">What others publish there meanwhile.</param>
/// <param name="unrenderable">Where lines are noted that a font can't show.</param>
/// <param name="watchdog">Watches each step.</param>
/// <param name="jobs">How many threads.</param>
internal sealed class RenderPass(
    Plan plan, LineStyle[] styles, GlyphStore glyphs, CacheFolder folder, CacheWriter writer, Newcomers newcomers, UnrenderableLog unrenderable, Watchdog watchdog, int jobs)
    : IDisposable
{
    private readonly GlyphDemand _demand = new(styles);
    private readonly Recipe[] _recipes = Array.ConvertAll(styles, style => style.Recipe);
    private readonly Worker[] _workers = MakeWorkers(jobs, styles.Length);
    private long _done;

    /// <summary>How many images of a font were made.</summary>
    public long RenderedOf(int font) => _workers.Sum(worker => worker.Rendered[font]);

    /// <summary>Is told of how many images of the whole the work is over.</summary>
    public IProgress<PregenerationProgress>? Progress { get; init; }

    /// <summary>Is told what the work turns to.</summary>
    public Action<string>? OnWork { get; init; }

    /// <summary>Makes what is missing, and what nobody else has made until it is its turn. What is shaped when it is cancelled is written all the same.</summary>
    /// <exception cref="KhmerCacheException">A font is damaged or takes too long, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Run(List<MissingLine> missing, CancellationToken cancellationToken)
    {
        var total = ImagesOf(missing);
        var parts = Partition.Split(missing.Count, line => plan.Lines[missing[line].Line].TextHash, line => plan.WeightOf(missing[line])).Select(part => missing[part]);
        using var place = parts.Skip(1).Any() ? WriterPlace.Take(folder) : null;
        using var segments = InOrder(parts, place?.FirstTextHash ?? 0).Select(lines => LeaveToOthers(lines, total)).Where(lines => lines.Count > 0).Select(Begin).GetEnumerator();
        watchdog.Run(() => new SegmentPipeline(segments, jobs, (segment, chunk, worker) => Shape(segment, chunk, worker, total), Write).Run(cancellationToken));
    }

    public void Dispose()
    {
        if (!watchdog.HasGivenUp)
        {
            Array.ForEach(_workers, worker => worker.Shaper.Dispose());
        }
    }

    /// <summary>From the part that begins at or after a hash to the last one, and then from the first.</summary>
    private IEnumerable<List<MissingLine>> InOrder(IEnumerable<List<MissingLine>> parts, ulong firstTextHash) => firstTextHash == 0
        ? parts
        : parts.Where(lines => plan.Lines[lines[0].Line].TextHash >= firstTextHash).Concat(parts.Where(lines => plan.Lines[lines[0].Line].TextHash < firstTextHash));

    private List<MissingLine> LeaveToOthers(List<MissingLine> lines, long total)
    {
        var left = newcomers.LeftOf(lines);
        if (!ReferenceEquals(left, lines))
        {
            Progress?.Report(new PregenerationProgress(Interlocked.Add(ref _done, ImagesOf(lines) - ImagesOf(left)), total));
        }

        return left;
    }

    private static long ImagesOf(List<MissingLine> lines)
    {
        var images = 0L;
        foreach (var line in lines)
        {
            images += line.Fonts.Length;
        }

        return images;
    }

    private static Worker[] MakeWorkers(int count, int fonts)
    {
        var workers = new Worker[count];
        for (var worker = 0; worker < count; worker++)
        {
            workers[worker] = new Worker(fonts);
        }

        return workers;
    }

    private SegmentWork Begin(IReadOnlyList<MissingLine> lines)
    {
        OnWork?.Invoke($"shaping {lines.Count} lines in {FontNames}");
        return new SegmentWork(lines, _recipes);
    }

    private string FontNames => string.Join(", ", styles.Select(style => style.Font.Descriptor.Path));

    private bool Shape(SegmentWork segment, int chunk, int workerNumber, long total)
    {
        var (worker, drafter) = (_workers[workerNumber], segment.DrafterOf(workerNumber));
        var images = 0;
        var (start, length) = segment.LinesOf(chunk).GetOffsetAndLength(segment.Lines.Count);
        for (var i = start; i < start + length && !watchdog.HasGivenUp; i++)
        {
            worker.Line = plan.Lines[segment.Lines[i].Line];
            Shape(worker.Line, segment.Lines[i].Fonts, worker, drafter);
            images += segment.Lines[i].Fonts.Length;
        }

        var isLast = segment.Complete(chunk, drafter.TakeDraft());
        Progress?.Report(new PregenerationProgress(Interlocked.Add(ref _done, images), total));
        return isLast;
    }

    private void Shape(in PlannedLine line, int[] fonts, Worker worker, LineDrafter drafter)
    {
        var text = plan.TextOf(line, out var utf8);
        drafter.BeginLine(utf8, line.TextHash);
        foreach (var font in fonts)
        {
            using var step = watchdog.Begin(styles[font].Font.Descriptor, worker, at => $"Shaping {plan.NameOf(((Worker)at).Line)}");
            if (worker.Shaper.TryShape(text, styles[font], out RunPlace place, out var reason))
            {
                drafter.AddRun(font, place, worker.Shaper.Glyphs);
                worker.Rendered[font]++;
            }
            else
            {
                unrenderable.Add(font, plan.FileOf(line), line.Place.Number, reason);
            }
        }

        drafter.EndLine();
    }

    private void Write(SegmentWork segment)
    {
        foreach (var drafter in segment.Drafters)
        {
            for (var font = 0; font < styles.Length; font++)
            {
                _demand.Add(font, drafter.SymbolsOf(font)?.Masks ?? []);
            }
        }

        // Masks first: a line is never there before what it is drawn with.
        OnWork?.Invoke($"drawing glyphs of {FontNames}");
        writer.WriteGlyphs(_demand.RasterizeMissing(glyphs, jobs, watchdog, (style, glyph) => DescribeLine(segment, style, glyph)));
        var drafts = segment.Drafts;
        writer.WriteDrafts(drafts, _recipes, jobs);
    }

    /// <summary>A line that needs a glyph, found by shaping again: this is for an error message.</summary>
    private string DescribeLine(SegmentWork segment, LineStyle style, ushort glyph)
    {
        using var shaper = new LineShaper();
        var font = Array.IndexOf(styles, style);
        foreach (var line in segment.Lines.Where(line => line.Fonts.Contains(font)))
        {
            if (shaper.TryShape(plan.TextOf(plan.Lines[line.Line]), style, out GlyphRun run, out _) && Array.Exists(run.Glyphs, placed => placed.Glyph == glyph))
            {
                return $", which is in {plan.NameOf(plan.Lines[line.Line])},";
            }
        }

        return "";
    }

    /// <summary>What one thread works with, and the line that it works at.</summary>
    private sealed class Worker(int fonts)
    {
        /// <summary>The images that it has shaped, by font.</summary>
        public long[] Rendered { get; } = new long[fonts];

        public LineShaper Shaper { get; } = new();

        public PlannedLine Line { get; set; }
    }
}
