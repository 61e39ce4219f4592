using System.Text;
using KhmerCache.Corpora;
using Microsoft.Win32.SafeHandles;

namespace KhmerCache.Rendering.Linting;

/// <summary>The corpus files of all splits, in order, and the way back from a place to its text, so that texts need not stay in memory.</summary>
internal sealed class CorpusFiles(IReadOnlyList<SplitDescriptor> splits) : IDisposable
{
    private readonly (string Path, SplitDescriptor Split)[] _files = [.. splits.SelectMany(split => split.Files.Select(file => (file, split)))];
    private readonly Dictionary<int, SafeFileHandle> _handles = [];

    public int Count => _files.Length;

    public string PathOf(int file) => _files[file].Path;

    public SplitDescriptor SplitOf(int file) => _files[file].Split;

    /// <summary><c>corpus/train.txt(17)</c>.</summary>
    public string NameOf(LinePlace place) => FormattableString.Invariant($"{PathOf(place.File)}({place.Number})");

    /// <summary>The label that a line of a file has: what is pregenerated, and what a dataset returns.</summary>
    public string? LabelOf(string? text, int file)
    {
        var label = text?.Trim();
        return label is not null && SplitOf(file).Normalize ? KhmerNormalizer.Normalize(label) : label;
    }

    /// <summary>Reads the label at a place again.</summary>
    public string ReadLabel(LinePlace place)
    {
        if (!_handles.TryGetValue(place.File, out var handle))
        {
            _handles[place.File] = handle = File.OpenHandle(PathOf(place.File), share: FileShare.ReadWrite | FileShare.Delete);
        }

        var bytes = new byte[place.ByteLength];
        var read = RandomAccess.Read(handle, bytes, place.Offset);
        return LabelOf(Encoding.UTF8.GetString(bytes, 0, read), place.File)!;
    }

    public void Dispose()
    {
        foreach (var handle in _handles.Values)
        {
            handle.Dispose();
        }
    }
}
