using System.Runtime.InteropServices;
using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Contents;
using KhmerCache.Rendering.Corpora;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// Which line in which font: every distinct text once, ordered by its hash. The texts themselves stay in the corpus files, and are read again where they are needed,
/// so that a plan of millions of lines takes little memory. Safe to read from several threads.
/// </summary>
internal sealed class Plan : IDisposable
{
    private readonly CorpusFiles _files;
    private readonly FontChoices _choices;
    private readonly List<PlannedLine> _lines;

    private Plan(
        IReadOnlyList<FontDescriptor> fonts, CorpusFiles files, FontChoices choices, List<PlannedLine> lines, Dictionary<string, SplitCount> splits, string vocabulary)
    {
        (Fonts, _files, _choices, _lines, Splits, Vocabulary) = (fonts, files, choices, lines, splits, vocabulary);
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
        {
            Images += FontsOf(line).Length;
        }
    }

    /// <summary>The fonts, ordered by path.</summary>
    public IReadOnlyList<FontDescriptor> Fonts { get; }

    /// <summary>The lines of the shard, ordered by hash.</summary>
    public ReadOnlySpan<PlannedLine> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>The images of the shard.</summary>
    public long Images { get; }

    /// <summary>How many lines and images each split has, over all shards.</summary>
    public IReadOnlyDictionary<string, SplitCount> Splits { get; }

    /// <summary>The characters of all labels, over all shards, as <see cref="CharacterSet"/> writes them.</summary>
    public string Vocabulary { get; }

    /// <summary>Reads the corpora and chooses the fonts.</summary>
    /// <exception cref="KhmerCacheException">A corpus can't be read, is not UTF-8 or is empty.</exception>
    public static Plan Create(PregenerationOptions options)
    {
        FontDescriptor[] fonts = [.. options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
        var files = new CorpusFiles(options.Splits);
        try
        {
            var choices = new FontChoices(options.Splits, fonts);
            var characters = new CharacterSet();
            var lines = ReadLines(options.Splits, choices, characters);
            MergeRepeated(lines, files, choices);
            var counts = new long[options.Splits.Count];
            foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            {
                foreach (var split in choices.SplitsOf(line.Use))
                {
                    counts[split]++;
                }
            }

            var splits = new Dictionary<string, SplitCount>(StringComparer.Ordinal);
            for (var split = 0; split < counts.Length; split++)
            {
                splits.Add(options.Splits[split].Name, new SplitCount(counts[split], counts[split] * choices.CountOf(split)));
            }

            if (options.Shard != Shard.Whole)
            {
                var (start, length) = ShardCut.Of(options.Shard, lines.Count, line => lines[line].TextHash, line => choices.MostFontsOf(lines[line].Use)).GetOffsetAndLength(lines.Count);
                lines = lines.GetRange(start, length);
            }

            return new Plan(fonts, files, choices, lines, splits, characters.ToString());
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>How much a missing line counts when lines are cut into segments.</summary>
    public int WeightOf(in MissingLine missing) => missing.Fonts.Length * ImageEntry.WeightOfRun(_lines[missing.Line].ByteLength);

    /// <summary>The text of a line.</summary>
    /// <exception cref="KhmerCacheException">The corpus file has changed since the plan was made.</exception>
    public string TextOf(in PlannedLine line) => TextOf(line, out _);

    /// <summary>The text of a line, and its UTF-8.</summary>
    /// <exception cref="KhmerCacheException">The corpus file has changed since the plan was made.</exception>
    public string TextOf(in PlannedLine line, out byte[] utf8)
    {
        var text = _files.ReadLabel(line.Place);
        utf8 = Encoding.UTF8.GetBytes(text);
        return TextHash.Of(utf8) == line.TextHash
            ? text
            : throw new KhmerCacheException(
                DiagnosticCodes.CorpusNotFound,
                "The corpus file changed while it was read. Run again when nobody writes to it.",
                _files.PathOf(line.Place.File),
                line.Place.Number);
    }

    /// <summary>The fonts of a line, as indices into <see cref="Fonts"/>, in rising order.</summary>
    public int[] FontsOf(in PlannedLine line) => _choices.FontsOf(line.Use) ?? _choices.FontsOf(line.Use, TextOf(line));

    /// <summary>How many images of the shard are in each font.</summary>
    public long[] CountByFont()
    {
        var counts = new long[Fonts.Count];
        foreach (ref readonly var line in Lines)
        {
            foreach (var font in FontsOf(line))
            {
                counts[font]++;
            }
        }

        return counts;
    }

    /// <summary>The file that a line stands in first.</summary>
    public string FileOf(in PlannedLine line) => _files.PathOf(line.Place.File);

    /// <summary><c>line 17 of corpus/train.txt</c>.</summary>
    public string NameOf(in PlannedLine line) => $"line {line.Place.Number} of {FileOf(line)}";

    public void Dispose() => _files.Dispose();

    private static List<PlannedLine> ReadLines(IReadOnlyList<SplitDescriptor> splits, FontChoices choices, CharacterSet characters)
    {
        var lines = new List<PlannedLine>();
        var firstFile = 0;
        for (var split = 0; split < splits.Count; split++)
        {
            var use = choices.UseOf([split]);
            foreach (var label in CorpusReader.StreamSplit(splits[split], splits[split].MaxLines))
            {
                characters.Add(label.Line.Text);
                lines.Add(new PlannedLine(
                    TextHash.Of(Encoding.UTF8.GetBytes(label.Line.Text)), new LinePlace(firstFile + label.File, label.Line.Line, label.Offset, label.ByteLength), use));
            }

            firstFile += splits[split].Files.Length;
        }

        return lines;
    }

    /// <summary>Sorts the lines, and leaves of each text the one that comes first in the corpora, with all its splits.</summary>
    private static void MergeRepeated(List<PlannedLine> lines, CorpusFiles files, FontChoices choices)
    {
        lines.Sort((left, right) =>
        {
            var order = left.TextHash.CompareTo(right.TextHash);
            order = order != 0 ? order : left.Place.File.CompareTo(right.Place.File);
            return order != 0 ? order : left.Place.Number.CompareTo(right.Place.Number);
        });

        var kept = 0;
        for (var start = 0; start < lines.Count;)
        {
            var end = start + 1;
            while (end < lines.Count && lines[end].TextHash == lines[start].TextHash)
            {
                end++;
            }

            if (end == start + 1)
            {
                lines[kept++] = lines[start];
            }
            else
            {
                // Two texts of one hash are not to be expected, but would be two texts all the same.
                foreach (var text in lines[start..end].GroupBy(line => files.ReadLabel(line.Place), StringComparer.Ordinal).OrderBy(text => text.Key, StringComparer.Ordinal))
                {
                    int[] splits = [.. text.SelectMany(line => choices.SplitsOf(line.Use).ToArray()).Distinct().Order()];
                    lines[kept++] = text.First() with { Use = choices.UseOf(splits) };
                }
            }

            start = end;
        }

        lines.RemoveRange(kept, lines.Count - kept);
    }
}
