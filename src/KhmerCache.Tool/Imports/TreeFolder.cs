namespace KhmerCache.Tool.Imports;

/// <summary>The files of a tree. Whoever wrote it may mean harm: links are not followed, nothing but ordinary files is opened, and no more is read than a file of its kind can have.</summary>
internal sealed class TreeFolder
{
    public const string IndexName = "cache_index.json";
    public const string Images = "images";
    public const string Metadata = "metadata";

    /// <summary>Metadata of the longest label take about 100 KB with every character escaped.</summary>
    private const int LongestMetadata = 1 << 18;

    /// <summary>The attributes of what is not there.</summary>
    private const FileAttributes Missing = (FileAttributes)(-1);

    private const string Remedy = "Put the file itself there, or take the entry out of the index.";

    private readonly string _directory;

    /// <exception cref="KhmerCacheException">It is no folder, or has no index.</exception>
    public TreeFolder(string directory)
    {
        _directory = directory;
        if (!Directory.Exists(directory))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "--input: there is no such folder. Name the folder that has cache_index.json in it.", directory);
        }

        if (new FileInfo(IndexPath) is { Exists: false, LinkTarget: null })
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"--input: there is no {IndexName} in the folder. Name one that 'khmercache export --format files' or the Python program has written to its end.", directory);
        }
    }

    public string IndexPath => Path.Combine(_directory, IndexName);

    public string ImagePath(in TreeEntry entry) => Path.Combine(_directory, Images, entry.Name + ".png");

    public string MetadataPath(in TreeEntry entry) => Path.Combine(_directory, Metadata, entry.Name + ".json");

    /// <summary>What makes every entry impossible: a folder of the tree that is a link, and leads out of it. Null where there is none.</summary>
    public Diagnostic? FindFault()
    {
        foreach (var folder in (string[])[Images, Metadata])
        {
            var info = new DirectoryInfo(Path.Combine(_directory, folder));
            if (IsLink(info))
            {
                return Refusal.Of(info.FullName, $"no entry, because the folder '{folder}' is a link, and what it leads to is not of the tree", "Put the folder itself there.").Diagnostic;
            }
        }

        return null;
    }

    /// <summary>Opens the index.</summary>
    /// <exception cref="KhmerCacheException">It is a link, no ordinary file, or can't be read.</exception>
    public FileStream OpenIndex()
    {
        try
        {
            return new FileStream(Open(IndexPath, "the index", out _), FileAccess.Read, bufferSize: 1);
        }
        catch (KhmerCacheException refused)
        {
            // Without it there is nothing to go on with.
            throw new KhmerCacheException(refused.Diagnostic with { Severity = DiagnosticSeverity.Error }, refused);
        }
    }

    /// <summary>Reads the metadata of an entry.</summary>
    /// <exception cref="KhmerCacheException">They are refused.</exception>
    public byte[] ReadMetadata(in TreeEntry entry)
    {
        var path = MetadataPath(entry);
        using var handle = Open(path, "its metadata file", out var length);
        return length <= LongestMetadata
            ? ReadAll(handle, path, (int)length)
            : throw Refusal.Of(path, $"its metadata have {length} bytes, more than {LongestMetadata}", "Write the tree again, or take the entry out of the index.");
    }

    /// <summary>Reads the size of the picture of an entry, and no more of it.</summary>
    /// <exception cref="KhmerCacheException">It is refused.</exception>
    public PngHeader ReadPictureHeader(in TreeEntry entry)
    {
        var path = ImagePath(entry);
        using var handle = Open(path, "its picture", out var length);
        return PngHeader.Parse(ReadAll(handle, path, (int)Math.Min(length, PngHeader.Length)), path);
    }

    /// <summary>Reads the picture of an entry as a PNG file, after its header has been looked at.</summary>
    /// <exception cref="KhmerCacheException">It is refused.</exception>
    public byte[] ReadPicture(in TreeEntry entry, out PngHeader header)
    {
        var path = ImagePath(entry);
        using var handle = Open(path, "its picture", out var length);
        header = PngHeader.Parse(ReadAll(handle, path, (int)Math.Min(length, PngHeader.Length)), path);
        return length <= header.LongestFile
            ? ReadAll(handle, path, (int)length)
            : throw Refusal.Of(path, $"its picture has {length} bytes, more than {header.Width} × {header.Height} pixels can need", "Save it as a PNG file without attachments.");
    }

    /// <summary>Pipes and devices are told by having no length, before anything is opened: to open one might wait for ever.</summary>
    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path, string what, out long length)
    {
        try
        {
            var info = new FileInfo(path);
            if (IsLink(info))
            {
                throw Refusal.Of(path, $"{what} is a link, and what it leads to is not of the tree", Remedy);
            }

            if (info.Attributes is var attributes && attributes != Missing && (attributes & FileAttributes.Directory) != 0)
            {
                throw Refusal.Of(path, $"{what} is a folder", Remedy);
            }

            if (attributes == Missing)
            {
                throw Refusal.Of(path, $"{what} is missing", Remedy);
            }

            if (info.Length == 0)
            {
                throw Refusal.Of(path, $"{what} is empty, or a pipe or a device", Remedy);
            }

            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Of(path, $"{what} can't be read: {exception.Message}", "Check its permissions.", innerException: exception);
        }
    }

    private static byte[] ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string path, int length)
    {
        var bytes = new byte[length];
        try
        {
            for (var filled = 0; filled < length;)
            {
                var count = RandomAccess.Read(handle, bytes.AsSpan(filled), filled);
                filled += count > 0 ? count : throw new EndOfStreamException("it became shorter while it was read.");
            }

            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Of(path, $"it can't be read: {exception.Message}", "Check the disk, and that nobody writes to the tree.", innerException: exception);
        }
    }

    // On Windows other things than links have the flag as well, such as files that are kept elsewhere and come when they are read.
    private static bool IsLink(FileSystemInfo info) => info.Attributes is var attributes && attributes != Missing
        && (attributes & FileAttributes.ReparsePoint) != 0 && (!OperatingSystem.IsWindows() || info.LinkTarget is not null);
}
