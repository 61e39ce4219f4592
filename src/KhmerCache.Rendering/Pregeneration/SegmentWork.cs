using System.Collections.Concurrent;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>The lines of one segment that is to be written, and how far they have come.</summary>
internal sealed class SegmentWork
{
    /// <summary>Lines that a thread takes at a time.</summary>
    public const int LinesPerChunk = 64;

    private readonly ConcurrentDictionary<int, LineDrafter> _drafters = new();
    private readonly LineDraft?[] _drafts;
    private readonly IReadOnlyList<Recipe> _recipes;
    private int _left;

    public SegmentWork(IReadOnlyList<MissingLine> lines, IReadOnlyList<Recipe> recipes)
    {
        (Lines, _recipes) = (lines, recipes);
        Chunks = (lines.Count + LinesPerChunk - 1) / LinesPerChunk;
        _drafts = new LineDraft?[Chunks];
        _left = Chunks;
    }

    public IReadOnlyList<MissingLine> Lines { get; }

    public int Chunks { get; }

    /// <summary>The chunks that are done, in order.</summary>
    public IReadOnlyList<LineDraft> Drafts => [.. _drafts.OfType<LineDraft>()];

    /// <summary>Who has drafted them.</summary>
    public IEnumerable<LineDrafter> Drafters => _drafters.Values;

    /// <summary>The lines of a chunk.</summary>
    public Range LinesOf(int chunk) => (chunk * LinesPerChunk)..Math.Min(Lines.Count, (chunk + 1) * LinesPerChunk);

    /// <summary>What a thread drafts with.</summary>
    public LineDrafter DrafterOf(int worker) => _drafters.GetOrAdd(worker, static (_, recipes) => new LineDrafter(recipes), _recipes);

    /// <summary>Notes that a chunk is done; true if it was the last one.</summary>
    public bool Complete(int chunk, LineDraft draft)
    {
        _drafts[chunk] = draft;
        return Interlocked.Decrement(ref _left) == 0;
    }
}
