using KhmerCache.Corpora;

namespace KhmerCache.Storage.Packing;

/// <summary>
/// A packed cache that is read. It may come from anywhere, so nothing that it says is believed: names are those of segments and nothing else, sizes are bounded by the file's own
/// before anything is read, and every segment has to hold what its name says.
/// </summary>
internal sealed class PackedCache : IDisposable
{
    /// <summary>Several times what the manifest of a cache of a hundred million images takes.</summary>
    private const int MaxManifestLength = 64 << 20;

    /// <summary>Many times what a segment of <see cref="Partition.ImagesPerSegment"/> takes.</summary>
    private const int MaxSegmentLength = 1 << 30;

    /// <summary>Programs fill a tar up with zeros to a multiple of this.</summary>
    private const int MaxEnd = 20 * TarHeader.BlockLength;

    private readonly FileStream _file;
    private readonly long _firstSegment;

    private PackedCache(string path, FileStream file)
    {
        (Path, _file) = (path, file);
        Manifest = ReadManifest();
        CheckManifest();
        _firstSegment = file.Position;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it says it holds.</summary>
    public Manifest Manifest { get; }

    /// <summary>Opens a file, and reads the manifest, with which it starts.</summary>
    /// <exception cref="KhmerCacheException">It is missing, or no packed cache of this version.</exception>
    public static PackedCache Open(string path)
    {
        var file = PackedError.Guard(path, () => OrdinaryFile.Open(path));
        try
        {
            return new PackedCache(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes all segments into a folder.</summary>
    /// <param name="writer">A writer of that folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">The file is cut off, or does not hold what it says; or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Unpack(CacheWriter writer, CancellationToken cancellationToken)
    {
        _file.Position = _firstSegment;
        var expected = Manifest.Segments.ToDictionary(segment => PackedName.Of(segment.File), StringComparer.Ordinal);
        while (ReadHeader() is var (name, length))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!expected.Remove(name, out var segment))
            {
                throw Fault($"its manifest does not name the entry '{PackedName.Printable(name)}', or it stands there twice");
            }

            if (length != segment.Bytes)
            {
                throw Fault($"its entry '{name}' has {length} bytes, and its manifest tells of {segment.Bytes}");
            }

            var kind = CacheFolder.IsLines(segment.File) ? SegmentKind.Lines : SegmentKind.Glyphs;
            if (writer.WriteCopy(kind, output => Copy(name, length, output)) != segment.File)
            {
                throw Fault($"its entry '{name}' does not hold what its name says");
            }
        }

        if (expected.Count > 0)
        {
            throw Fault($"its entry '{expected.Keys.Order(StringComparer.Ordinal).First()}' is missing");
        }
    }

    public void Dispose() => _file.Dispose();

    private long Left => _file.Length - _file.Position;

    private Manifest ReadManifest()
    {
        CheckCompression();
        var (name, length) = ReadHeader() ?? throw Fault("it has no entry");
        if (name != CacheFolder.ManifestName)
        {
            throw Fault($"it starts with the entry '{PackedName.Printable(name)}', not with {CacheFolder.ManifestName}");
        }

        if (length > MaxManifestLength)
        {
            throw Fault($"its entry '{name}' has {length} bytes, more than any has");
        }

        using var json = new MemoryStream();
        Copy(name, length, json);
        try
        {
            return Manifest.Parse(json.ToArray(), Path) ?? throw Fault($"its entry '{name}' is damaged");
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.UnknownFormatVersion)
        {
            throw Fault($"its entry '{name}' is of another format version than {SegmentSchema.FormatVersion}, which this program knows");
        }
    }

    private void CheckManifest()
    {
        foreach (var segment in Manifest.Segments)
        {
            if (!CacheFolder.IsSegment(segment.File))
            {
                throw Fault($"its manifest names '{PackedName.Printable(segment.File)}', which is no segment");
            }

            // As it is for segments that are damaged.
            if (segment.Bytes is <= 0 or > MaxSegmentLength || segment.Mark is null)
            {
                throw Fault($"its manifest tells of {segment.Bytes} bytes in '{segment.File}', or not by what it is known");
            }
        }

        if (Manifest.Segments.DistinctBy(segment => segment.File).Count() < Manifest.Segments.Count || Manifest.Recipes.DistinctBy(recipe => recipe.ToRecipe()).Count() < Manifest.Recipes.Count)
        {
            throw Fault("its manifest names something twice");
        }

        if (Manifest.Retired is not null)
        {
            throw Fault("its manifest is that of a cache that was being changed");
        }

        if (Manifest.Segments.Sum(segment => (decimal)segment.Bytes) > _file.Length)
        {
            throw Fault("it is smaller than what its manifest tells of: it is cut off, or never was whole");
        }
    }

    private void CheckCompression()
    {
        Span<byte> start = stackalloc byte[4];
        var read = PackedError.Guard(Path, () => _file.Length) >= start.Length ? RandomAccess.Read(_file.SafeFileHandle, start, 0) : 0;
        var program = start[..read] switch
        {
            [0x1F, 0x8B, ..] => "gzip",
            [0x28, 0xB5, 0x2F, 0xFD] => "zstd",
            [(byte)'P', (byte)'K', ..] => "zip",
            _ => null,
        };
        if (program is not null)
        {
            throw Fault($"it is compressed with {program}; unpack it to a tar first");
        }
    }

    /// <summary>The next entry's name and length; null at the end.</summary>
    private (string Name, long Length)? ReadHeader()
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockLength];
        ReadExactly(block, "a header");
        if (block.ContainsAnyExcept((byte)0))
        {
            var (name, length) = Parse(block);
            return length + TarHeader.PaddingOf(length) <= Left ? (name, length) : throw Fault($"it is cut off: its entry '{PackedName.Printable(name)}' has {length} bytes, and {Left} are left");
        }

        if (Left < (TarHeader.EndBlocks - 1) * TarHeader.BlockLength)
        {
            throw Fault("it is cut off at its end");
        }

        var end = Left <= MaxEnd ? new byte[Left] : throw Fault($"behind its last entry are {Left} bytes more");
        ReadExactly(end, "its end");
        return end.AsSpan().ContainsAnyExcept((byte)0) ? throw Fault("something stands behind its last entry") : null;
    }

    private (string Name, long Length) Parse(ReadOnlySpan<byte> block)
    {
        try
        {
            return TarHeader.Read(block);
        }
        catch (InvalidDataException exception)
        {
            throw Fault(exception.Message);
        }
    }

    private void Copy(string name, long length, Stream output)
    {
        var buffer = new byte[1 << 16];
        for (var left = length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            ReadExactly(part, name);
            output.Write(part);
            left -= part.Length;
        }

        var padding = buffer.AsSpan(0, TarHeader.PaddingOf(length));
        ReadExactly(padding, name);
        if (padding.ContainsAnyExcept((byte)0))
        {
            throw Fault($"something stands behind its entry '{PackedName.Printable(name)}'");
        }
    }

    private void ReadExactly(Span<byte> bytes, string what)
    {
        try
        {
            _file.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Fault($"it is cut off within {PackedName.Printable(what)}");
        }
        catch (IOException exception)
        {
            throw PackedError.Of(Path, exception.Message, exception);
        }
    }

    private KhmerCacheException Fault(string what) => PackedError.Of(Path, what);
}
