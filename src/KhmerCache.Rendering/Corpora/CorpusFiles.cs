using System.Collections.Concurrent;
using System.Text;
using KhmerCache.Corpora;
using Microsoft.Win32.SafeHandles;

namespace KhmerCache.Rendering.Corpora;

/// <summary>
/// The corpus files of all splits, in order, and the way back from a place to its text, so that texts need not stay in memory. Safe to use from several threads.
/// </summary>
internal sealed class CorpusFiles(IReadOnlyList<SplitDescriptor> splits) : IDisposable
{
    private readonly string[] _paths = [.. splits.SelectMany(split => split.Files)];
    private readonly SplitDescriptor[] _splits = [.. splits.SelectMany(split => split.Files.Select(_ => split))];
    private readonly ConcurrentDictionary<int, Lazy<SafeFileHandle>> _handles = new();

    public int Count => _paths.Length;

    public string PathOf(int file) => _paths[file];

    public SplitDescriptor SplitOf(int file) => _splits[file];

    /// <summary><c>corpus/train.txt(17)</c>.</summary>
    public string NameOf(LinePlace place) => FormattableString.Invariant($"{PathOf(place.File)}({place.Number})");

    /// <summary>The label that a line of a file has: what is pregenerated, and what a dataset returns.</summary>
    public string? LabelOf(string? text, int file)
    {
        var label = text?.Trim();
        return label is not null && SplitOf(file).Normalize ? KhmerNormalizer.Normalize(label) : label;
    }

    /// <summary>Reads the label at a place again.</summary>
    /// <exception cref="KhmerCacheException">The file can't be read any more.</exception>
    public string ReadLabel(LinePlace place)
    {
        var bytes = new byte[place.ByteLength];
        try
        {
            var handle = _handles.GetOrAdd(place.File, file => new(() => File.OpenHandle(PathOf(file), share: FileShare.ReadWrite | FileShare.Delete))).Value;
            var read = RandomAccess.Read(handle, bytes, place.Offset);
            return LabelOf(Encoding.UTF8.GetString(bytes, 0, read), place.File)!;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CorpusNotFound, $"The corpus file can't be read: {exception.Message}", PathOf(place.File), place.Number, innerException: exception);
        }
    }

    public void Dispose()
    {
        foreach (var handle in _handles.Values.Where(handle => handle.IsValueCreated))
        {
            handle.Value.Dispose();
        }
    }
}
