using System.Numerics;

namespace KhmerCache.Storage;

/// <summary>
/// Which of many ranges hold a hash. A few are looked through one by one, in the order that they were given in, which is quickest. More are ordered by their first hash, with a tree
/// of the greatest last hashes above them, so that each range that holds the hash is found in logarithmic time, be they disjoint, as those of a compacted cache, or not.
/// </summary>
internal sealed class HashRangeIndex
{
    /// <summary>As many as are looked through as quickly as they are searched.</summary>
    private const int Few = 8;

    private readonly HashRange[] _ranges;
    private readonly int[] _given;

    /// <summary>A binary heap: node n has the greatest last hash of its children 2n and 2n + 1; the leaves are the ranges, from <see cref="_leaves"/> on. Empty for a few.</summary>
    private readonly ulong[] _greatest = [];
    private readonly int _leaves;

    /// <param name="ranges">The ranges. One whose first hash is greater than its last is empty.</param>
    public HashRangeIndex(HashRange[] ranges)
    {
        _given = new int[ranges.Length];
        for (var place = 0; place < _given.Length; place++)
        {
            _given[place] = place;
        }

        _ranges = ranges;
        if (ranges.Length <= Few)
        {
            return;
        }

        // Of two that begin alike the one that was given first comes first.
        Array.Sort(_given, (left, right) => ranges[left].First.CompareTo(ranges[right].First) is var order && order != 0 ? order : left.CompareTo(right));
        _ranges = Array.ConvertAll(_given, place => ranges[place]);
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)ranges.Length);
        _greatest = new ulong[2 * _leaves];
        for (var place = 0; place < _ranges.Length; place++)
        {
            _greatest[_leaves + place] = _ranges[place].Last;
        }

        for (var node = _leaves - 1; node > 0; node--)
        {
            _greatest[node] = Math.Max(_greatest[2 * node], _greatest[2 * node + 1]);
        }
    }

    /// <summary>The range at a place, as the number that it was given at.</summary>
    public int this[int place] => _given[place];

    /// <summary>The first place behind <paramref name="after"/> whose range holds a hash; -1 where there is none. Begin with -1.</summary>
    public int Next(ulong hash, int after)
    {
        var place = after + 1;
        while (place < _ranges.Length)
        {
            if (_ranges[place].Holds(hash))
            {
                return place;
            }

            if (_leaves == 0)
            {
                place++;
                continue;
            }

            // Those behind one that begins too late begin too late as well.
            place = _ranges[place].First > hash ? -1 : NextThatEndsAtOrAfter(hash, place + 1);
            if (place < 0 || _ranges[place].First > hash)
            {
                return -1;
            }
        }

        return -1;
    }

    private int NextThatEndsAtOrAfter(ulong hash, int from)
    {
        if (from >= _ranges.Length)
        {
            return -1;
        }

        // Up until a subtree to the right has one, and down to the first of them.
        var node = _leaves + from;
        while (_greatest[node] < hash)
        {
            // To the right, and up while that begins a subtree; a power of two is the right edge.
            node++;
            if (BitOperations.IsPow2(node))
            {
                return -1;
            }

            node >>= BitOperations.TrailingZeroCount(node);
        }

        while (node < _leaves)
        {
            node *= 2;
            node += _greatest[node] < hash ? 1 : 0;
        }

        return node - _leaves < _ranges.Length ? node - _leaves : -1;
    }
}
