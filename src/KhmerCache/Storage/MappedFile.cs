using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace KhmerCache.Storage;

/// <summary>A file's bytes as memory, read by the system where they are touched; nothing is copied.</summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private readonly bool _ownsFile;
    private byte* _start;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int length, bool ownsFile = true)
    {
        (_file, _view, _length, _ownsFile) = (file, view, length, ownsFile);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>Maps the file for reading. Others may read, replace or delete it meanwhile: what is mapped stays as it was.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="InvalidDataException">It is empty, or larger than 2 GB.</exception>
    public static MappedFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        try
        {
            var length = stream.Length;
            if (length is 0 or > int.MaxValue)
            {
                throw new InvalidDataException($"It has {length} bytes.");
            }

            var file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), (int)length);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Maps the same file once more, also where its name is gone by now. What was read of it counts as memory of this process until it is unmapped: whoever goes through many
    /// files does so in mappings of his own.
    /// </summary>
    public MappedFile MapAgain() => new(_file, _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read), _length, ownsFile: false);

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new Span<byte>(_start, _length);
    }

    /// <summary>Whether all of <paramref name="bytes"/> lie in the mapping.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes) => GetSpan().Overlaps(bytes, out var offset) && offset >= 0 && offset + bytes.Length <= _length;

    // The mapping never moves, so pinning is the pointer itself.
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _start == null)
        {
            return;
        }

        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        if (_ownsFile)
        {
            _file.Dispose();
        }
    }
}
