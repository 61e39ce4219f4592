namespace KhmerCache.Augmentation.Effects;

/// <summary>Which pixels of a row, or rows of a picture, each new one is mixed from, and how much of each in 256ths. The weights of each new one add up to 256.</summary>
internal readonly ref struct ResamplingTable
{
    public const int Unity = 256;

    private readonly Span<int> _entries;
    private readonly int _stride;

    private ResamplingTable(Span<int> memory, int from, int to)
    {
        // An entry is the first source and a weight for each of as many as any entry needs.
        (_stride, Count) = (1 + Sources(from, to), to);
        _entries = memory[..(_stride * to)];
        _entries.Clear();
    }

    /// <summary>The number of new ones.</summary>
    public int Count { get; }

    /// <summary>The integers that a table takes.</summary>
    public static int Length(int from, int to) => to * (1 + Sources(from, to));

    /// <summary>From more to fewer: each new one is the mean of the area that it covers.</summary>
    public static ResamplingTable Area(Span<int> memory, int from, int to)
    {
        // In units in which an old one is `to` long, and a new one `from`.
        var table = new ResamplingTable(memory, from, to);
        for (var i = 0; i < to; i++)
        {
            var (start, end) = ((long)i * from, (i + 1L) * from);
            table.SetFirst(i, (int)(start / to), from);
            var given = 0;
            for (var source = start / to; source * to < end; source++)
            {
                var covered = Math.Min(end, (source + 1) * to) - start;
                var upToHere = (int)((covered * Unity + from / 2) / from);
                table.Weight(i, (int)source) = upToHere - given;
                given = upToHere;
            }
        }

        return table;
    }

    /// <summary>From fewer to more: each new one lies between the middles of two old ones.</summary>
    public static ResamplingTable Linear(Span<int> memory, int from, int to)
    {
        var table = new ResamplingTable(memory, from, to);
        for (var i = 0; i < to; i++)
        {
            var place = Math.Clamp((int)((2L * i + 1) * from * Unity / to - Unity) / 2, 0, (from - 1) * Unity);
            var (source, weight) = (place / Unity, place % Unity);
            table.SetFirst(i, source, from);
            table.Weight(i, source) = Unity - weight;
            if (weight > 0)
            {
                table.Weight(i, source + 1) = weight;
            }
        }

        return table;
    }

    /// <summary>The first source of a new one.</summary>
    public int First(int i) => _entries[i * _stride];

    /// <summary>How much of the first source and of those after it makes a new one.</summary>
    public ReadOnlySpan<int> Weights(int i) => _entries.Slice(i * _stride + 1, _stride - 1);

    // No entry reaches beyond the last source: its first one moves back for that, with weights of 0.
    private void SetFirst(int i, int source, int from) => _entries[i * _stride] = Math.Min(source, from - (_stride - 1));

    private ref int Weight(int i, int source) => ref _entries[i * _stride + 1 + source - First(i)];

    private static int Sources(int from, int to) => Math.Min(from, to >= from ? 2 : (from + to - 1) / to + 1);
}
