using System.Buffers.Binary;
using System.Text;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// Writes an LMDB environment of one database from keys in rising order, page after page, as <c>mdb_copy -c</c> of LMDB 0.9 would leave it: full pages, no free ones, and a map size that
/// fits. The format is that of <c>MDB_DATA_VERSION</c> 1 with pages of 4,096 bytes on a 64-bit little-endian machine, which the structures in LMDB's <c>mdb.c</c> describe.
/// </summary>
/// <remarks>
/// There is a library for LMDB, but the one for .NET that can be had writes files of LMDB 1.0, which the readers of OCR programs do not know, and needs a C library of 2023.
/// </remarks>
internal sealed class LmdbFile : IDisposable
{
    private const int PageSize = 4096;
    private const int PageHeader = 16;
    private const int NodeHeader = 8;

    /// <summary>Two nodes have to fit in a page; what is larger has its data on pages of its own.</summary>
    private const int LargestNode = (((PageSize - PageHeader) / 2) & -2) - sizeof(ushort);

    private const ushort BranchPage = 0x01;
    private const ushort LeafPage = 0x02;
    private const ushort OverflowPage = 0x04;
    private const ushort MetaPage = 0x08;
    private const ushort BigData = 0x01;
    private const ushort IntegerKeys = 0x08;
    private const uint Magic = 0xBEEFC0DE;
    private const uint DataVersion = 1;
    private const ulong NoPage = ulong.MaxValue;

    private readonly FileStream _file;
    private readonly Page _leaf = new();

    /// <summary>The levels of branch pages, from the leaves up: the first key and the page of each child that no branch page has yet.</summary>
    private readonly List<List<(byte[] Key, ulong Page)>> _branches = [];
    private byte[] _lastKey = [];
    private ulong _nextPage = 2;
    private ulong _entries;
    private ulong _branchPages;
    private ulong _leafPages;
    private ulong _overflowPages;

    /// <summary>Begins a file; one that is there is replaced.</summary>
    /// <param name="path">The file.</param>
    public LmdbFile(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        _file.Write(new byte[2 * PageSize]);
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="key">The key, 1 to 511 bytes, above the one before.</param>
    /// <param name="value">The value, less than 4 GiB.</param>
    /// <exception cref="ArgumentException">The key is too long, or not above the one before.</exception>
    public void Add(string key, ReadOnlySpan<byte> value)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        if (bytes.Length is 0 or > 511 || bytes.AsSpan().SequenceCompareTo(_lastKey) <= 0)
        {
            throw new ArgumentException($"'{key}' does not come after the key before, or is too long.", nameof(key));
        }

        _lastKey = bytes;
        _entries++;
        var node = new byte[Even(NodeHeader + bytes.Length + (IsBig(bytes.Length, value.Length) ? sizeof(ulong) : value.Length))];
        BinaryPrimitives.WriteUInt32LittleEndian(node, (uint)value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(6), (ushort)bytes.Length);
        bytes.CopyTo(node, NodeHeader);
        if (IsBig(bytes.Length, value.Length))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(4), BigData);
            BinaryPrimitives.WriteUInt64LittleEndian(node.AsSpan(NodeHeader + bytes.Length), WriteOverflow(value));
        }
        else
        {
            value.CopyTo(node.AsSpan(NodeHeader + bytes.Length));
        }

        if (!_leaf.Fits(node))
        {
            FlushLeaf();
        }

        _leaf.Add(bytes, node);
    }

    /// <summary>Writes what is left, then the pages that make it a database, and flushes the file to disk.</summary>
    public void Complete()
    {
        FlushLeaf();
        var (root, depth) = (NoPage, 0);
        for (var level = 0; level < _branches.Count; level++)
        {
            depth++;
            if (_branches[level] is [var only] && level == _branches.Count - 1)
            {
                root = only.Page;
                break;
            }

            WriteBranch(level, _branches[level]);
        }

        _file.Flush();
        var length = _file.Length;
        _file.Position = 0;
        WriteMeta(0, length, transaction: 0, lastPage: 1, NoPage, depth: 0);
        WriteMeta(1, length, transaction: 1, lastPage: _nextPage - 1, root, depth);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static bool IsBig(int key, int value) => NodeHeader + key + value > LargestNode;

    private static int Even(int size) => (size + 1) & ~1;

    private void FlushLeaf()
    {
        if (!_leaf.IsEmpty)
        {
            AddChild(0, _leaf.FirstKey, WritePage(_leaf, LeafPage));
        }
    }

    private void AddChild(int level, byte[] key, ulong page)
    {
        if (level == _branches.Count)
        {
            _branches.Add([]);
        }

        var children = _branches[level];
        if (PageHeader + children.Append((key, page)).Sum(child => sizeof(ushort) + BranchNode(child.Item1, child.Item2).Length) > PageSize)
        {
            // The last one goes to the next page: a branch page has at least two.
            var last = children[^1];
            WriteBranch(level, children[..^1]);
            children.Clear();
            children.Add(last);
        }

        children.Add((key, page));
    }

    private void WriteBranch(int level, List<(byte[] Key, ulong Page)> children)
    {
        var branch = new Page();
        foreach (var (key, page) in children)
        {
            // The first node stands for all that comes before the second one's key, and needs none.
            branch.Add(key, BranchNode(branch.IsEmpty ? [] : key, page));
        }

        AddChild(level + 1, branch.FirstKey, WritePage(branch, BranchPage));
    }

    private static byte[] BranchNode(ReadOnlySpan<byte> key, ulong page)
    {
        // The number of the page takes the places of size and flags.
        var node = new byte[Even(NodeHeader + key.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(node, page);
        BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(6), (ushort)key.Length);
        key.CopyTo(node.AsSpan(NodeHeader));
        return node;
    }

    private ulong WritePage(Page page, ushort kind)
    {
        _ = kind == LeafPage ? _leafPages++ : _branchPages++;
        page.WriteTo(_file, _nextPage, kind);
        return _nextPage++;
    }

    private ulong WriteOverflow(ReadOnlySpan<byte> value)
    {
        var pages = (PageHeader - 1 + value.Length) / PageSize + 1;
        var first = _nextPage;
        Span<byte> header = stackalloc byte[PageHeader];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, first);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], OverflowPage);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)pages);
        _file.Write(header);
        _file.Write(value);
        _file.Write(new byte[(pages * PageSize) - PageHeader - value.Length]);
        _nextPage += (ulong)pages;
        _overflowPages += (ulong)pages;
        return first;
    }

    private void WriteMeta(ulong number, long mapSize, ulong transaction, ulong lastPage, ulong root, int depth)
    {
        var page = new byte[PageSize];
        var meta = page.AsSpan(PageHeader);
        BinaryPrimitives.WriteUInt64LittleEndian(page, number);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(10), MetaPage);
        BinaryPrimitives.WriteUInt32LittleEndian(meta, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[4..], DataVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[16..], (ulong)mapSize);

        // Two databases: that of free pages, which is empty and has the page size in its padding, and ours.
        var free = meta[24..72];
        var main = meta[72..120];
        BinaryPrimitives.WriteUInt32LittleEndian(free, PageSize);
        BinaryPrimitives.WriteUInt16LittleEndian(free[4..], IntegerKeys);
        BinaryPrimitives.WriteUInt64LittleEndian(free[40..], NoPage);
        BinaryPrimitives.WriteUInt64LittleEndian(main[40..], root);
        if (root != NoPage)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(main[6..], (ushort)depth);
            BinaryPrimitives.WriteUInt64LittleEndian(main[8..], _branchPages);
            BinaryPrimitives.WriteUInt64LittleEndian(main[16..], _leafPages);
            BinaryPrimitives.WriteUInt64LittleEndian(main[24..], _overflowPages);
            BinaryPrimitives.WriteUInt64LittleEndian(main[32..], _entries);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(meta[120..], lastPage);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[128..], transaction);
        _file.Write(page);
    }

    /// <summary>A page that is being filled: places of nodes from the top, nodes from the end.</summary>
    private sealed class Page
    {
        private readonly byte[] _bytes = new byte[PageSize];
        private int _lower = PageHeader;
        private int _upper = PageSize;

        public bool IsEmpty => _lower == PageHeader;

        public byte[] FirstKey { get; private set; } = [];

        public bool Fits(byte[] node) => _lower + sizeof(ushort) + node.Length <= _upper;

        public void Add(byte[] key, byte[] node)
        {
            if (IsEmpty)
            {
                FirstKey = key;
            }

            _upper -= node.Length;
            node.CopyTo(_bytes, _upper);
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_lower), (ushort)_upper);
            _lower += sizeof(ushort);
        }

        /// <summary>Writes the page, and begins another.</summary>
        public void WriteTo(Stream file, ulong number, ushort kind)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes, number);
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(10), kind);
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(12), (ushort)_lower);
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(14), (ushort)_upper);
            file.Write(_bytes);
            Array.Clear(_bytes);
            (_lower, _upper) = (PageHeader, PageSize);
        }
    }
}
