using System.IO.Hashing;
using Apache.Arrow;

namespace KhmerCache.Storage;

/// <summary>
/// How the outline of a segment is known again: all that comes before the values of its rows. What lies in the rows has checksums of its own, but a parser that meets a
/// damaged outline may ask for any amount of memory; so the manifest tells what the outline has to be, and nothing is parsed before.
/// </summary>
/// <param name="Length">The length of the outline in bytes.</param>
/// <param name="Hash">Its XxHash3 (64 bits).</param>
internal readonly record struct SegmentMark(int Length, ulong Hash)
{
    /// <summary>What is said of a file that has another outline.</summary>
    public const string Fault = "Its outline is not what was written.";

    /// <summary>Whether a file has the outline.</summary>
    public bool Holds(ReadOnlySpan<byte> file) => Length <= file.Length && XxHash3.HashToUInt64(file[..Length]) == Hash;

    /// <summary>The mark of a file that holds what its name says; null where that is no segment, as some other program may have made it.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static SegmentMark? OfFile(string path)
    {
        using IDisposable opened = MappedFile.Open(path);
        var file = (MappedFile)opened;
        try
        {
            return Of(file, ArrowColumns.ReadFile(file.Memory));
        }
        catch (Exception exception) when (SegmentError.From(exception, path).Diagnostic.Code == DiagnosticCodes.Damaged)
        {
            return null;
        }
    }

    private static SegmentMark Of(MappedFile file, RecordBatch batch)
    {
        foreach (var buffer in batch.Column(0).Data.Buffers)
        {
            if (buffer.Length > 0 && file.GetSpan().Overlaps(buffer.Span, out var start))
            {
                return new SegmentMark(start, XxHash3.HashToUInt64(file.GetSpan()[..start]));
            }
        }

        throw new InvalidDataException("It has no rows.");
    }
}
