using System.Numerics;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// The symbols of one font as one thread comes upon them, numbered in that order and counted, with the masks that they need. A table of its own,
/// because each glyph of each image is looked up in it: the general dictionary took as long as all else that is done to a run once it is shaped.
/// </summary>
internal sealed class SymbolTable
{
    private readonly HashSet<NeededMask> _shrunkMasks = [];
    private PositionedGlyph[] _symbols = new PositionedGlyph[256];
    private int[] _counts = new int[256];
    private bool[] _isFullSize = new bool[256];

    // Open addressing: the number of a symbol plus 1, or 0. At least half of the slots are free.
    private int[] _slots = new int[512];

    public int Count { get; private set; }

    public ReadOnlySpan<PositionedGlyph> Symbols => _symbols.AsSpan(0, Count);

    /// <summary>How often each symbol came.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, Count);

    /// <summary>The masks that the symbols need, each at the sizes that it came at, in no order.</summary>
    public IEnumerable<NeededMask> Masks
    {
        get
        {
            for (var number = 0; number < Count; number++)
            {
                if (_isFullSize[number])
                {
                    yield return new NeededMask(0, _symbols[number].Glyph);
                }
            }

            foreach (var mask in _shrunkMasks)
            {
                yield return mask;
            }
        }
    }

    /// <summary>Counts a symbol of a line that is smaller by <paramref name="shrink"/>, and returns the symbol's number.</summary>
    public int Add(in PositionedGlyph symbol, int shrink)
    {
        var number = NumberOf(symbol);
        _counts[number]++;
        if (shrink == 0)
        {
            _isFullSize[number] = true;
        }
        else
        {
            _shrunkMasks.Add(new NeededMask((byte)shrink, symbol.Glyph));
        }

        return number;
    }

    private int NumberOf(in PositionedGlyph symbol)
    {
        var slots = _slots;
        for (var slot = FirstSlot(symbol, slots.Length); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var number = slots[slot] - 1;
            if (number < 0)
            {
                slots[slot] = Count + 1;
                return AddNew(symbol);
            }

            if (_symbols[number] == symbol)
            {
                return number;
            }
        }
    }

    private int AddNew(in PositionedGlyph symbol)
    {
        _symbols[Count++] = symbol;
        if (Count == _symbols.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _symbols, 2 * Count);
        Array.Resize(ref _counts, 2 * Count);
        Array.Resize(ref _isFullSize, 2 * Count);
        _slots = new int[4 * Count];
        for (var number = 0; number < Count; number++)
        {
            var slot = FirstSlot(_symbols[number], _slots.Length);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = number + 1;
        }
    }

    // Multiplying spreads to the high bits, which are the ones that are used.
    private static int FirstSlot(in PositionedGlyph symbol, int slots)
    {
        var mixed = (symbol.Glyph + ((ulong)(uint)symbol.XAdvance << 16)) * 0x9E3779B97F4A7C15
            ^ ((uint)symbol.XOffset + ((ulong)(uint)symbol.YOffset << 32)) * 0xC2B2AE3D27D4EB4F;
        return (int)((mixed * 0xD6E8FEB86659FD93) >> (64 - BitOperations.Log2((uint)slots)));
    }
}
