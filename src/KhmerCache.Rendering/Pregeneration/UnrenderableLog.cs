using System.Runtime.InteropServices;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Lines that fonts can't show truthfully, by font and file: how many, and the first of them. A corpus may have millions.</summary>
internal sealed class UnrenderableLog
{
    private const int PlacesShown = 3;

    private readonly Dictionary<(string File, int Font), Group> _groups = [];

    public long Count { get; private set; }

    /// <summary>How many lines a font can't show.</summary>
    public long CountOf(int font)
    {
        var count = 0L;
        foreach (var (place, group) in _groups)
        {
            count += place.Font == font ? group.Count : 0;
        }

        return count;
    }

    public void Clear()
    {
        _groups.Clear();
        Count = 0;
    }

    /// <summary>Notes a line. Safe to call from several threads.</summary>
    public void Add(int font, string file, int line, string reason)
    {
        lock (_groups)
        {
            Count++;
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, (file, font), out _);
            group = (group ?? new Group()).With(line, reason);
        }
    }

    /// <summary>What was noted, for a later run that finds nothing to do.</summary>
    /// <param name="files">The corpus files.</param>
    public UnrenderableLines[] ToRecord(string[] files) => _groups.Count == 0 ? [] :
    [
        .. _groups.Select(group => new UnrenderableLines(
            Array.IndexOf(files, group.Key.File), group.Key.Font, group.Value.Count, [.. group.Value.First.Select(place => new UnrenderableLine(place.Line, place.Reason))]))
            .OrderBy(lines => lines.File).ThenBy(lines => lines.Font),
    ];

    /// <summary>Notes what an earlier run has noted; false where that was of other files or fonts.</summary>
    /// <param name="record">Its notes.</param>
    /// <param name="files">The corpus files.</param>
    /// <param name="fonts">How many fonts there are.</param>
    public bool TryRestore(UnrenderableLines[] record, string[] files, int fonts)
    {
        Clear();
        if (!Array.TrueForAll(record, lines => (uint)lines.File < (uint)files.Length && (uint)lines.Font < (uint)fonts && lines.First.Length > 0))
        {
            return false;
        }

        foreach (var lines in record)
        {
            _groups[(files[lines.File], lines.Font)] = new Group(lines.Count, lines.First.Select(line => (line.Line, line.Reason)));
            Count += lines.Count;
        }

        return true;
    }

    /// <summary>One diagnostic for each font and file, at the first place, in an order that does not depend on threads.</summary>
    public IEnumerable<Diagnostic> ToDiagnostics(IReadOnlyList<FontDescriptor> fonts, DiagnosticSeverity severity)
    {
        if (_groups.Count == 0)
        {
            yield break;
        }

        foreach (var ((file, font), group) in _groups.OrderBy(group => group.Key.File, StringComparer.Ordinal).ThenBy(group => group.Key.Font))
        {
            var (firstLine, firstReason) = group.First[0];
            var others = group.First.Skip(1).Select(place => $"; line {place.Line}: {place.Reason}");
            var rest = group.Count > PlacesShown ? $"; and {group.Count - PlacesShown} more" : "";
            yield return new Diagnostic(
                severity,
                DiagnosticCodes.Unrenderable,
                $"{group.Count} {(group.Count == 1 ? "line has" : "lines have")} no picture in {fonts[font].Path}: {firstReason}{string.Concat(others)}{rest}. Correct the text, or take the lines or the font out.",
                file,
                firstLine);
        }
    }

    private sealed class Group
    {
        public Group()
        {
        }

        public Group(long count, IEnumerable<(int Line, string Reason)> first)
        {
            Count = count;
            First.AddRange(first);
        }

        public long Count { get; private set; }

        /// <summary>The first lines by number, whichever was noted first.</summary>
        public List<(int Line, string Reason)> First { get; } = new(PlacesShown + 1);

        public Group With(int line, string reason)
        {
            Count++;
            if (First.Count == PlacesShown && line > First[^1].Line)
            {
                return this;
            }

            First.Insert(First.FindLastIndex(place => place.Line <= line) + 1, (line, reason));
            if (First.Count > PlacesShown)
            {
                First.RemoveAt(PlacesShown);
            }

            return this;
        }
    }
}
