using System.Diagnostics;

namespace KhmerCache.Storage;

/// <summary>
/// A segment of lines that may not be in the folder yet, or not any more. Whoever reads it holds it for as long as a pointer into the mapping is in use, and no longer: it is
/// unmapped only while nobody does. An image that was found remembers its segment and row, which are the same whenever the segment is mapped again, since its name is the hash of
/// what is in it; so images stay valid however often their segment comes and goes.
/// </summary>
internal sealed class SegmentSlot : IDisposable
{
    private const int Closed = -1;

    private readonly Lock _opening = new();
    private readonly CacheFolder _folder;
    private readonly ISegmentSource _source;
    private readonly ManifestSegment _told;
    private readonly Func<Recipe, int> _idOf;
    private LineSegment? _segment;
    private SegmentFont[]? _fonts;

    // How many read the mapping at this moment, or Closed.
    private int _readers = Closed;
    private int _waiters;
    private volatile bool _isDisposed;
    private long _lastUsed;

    public SegmentSlot(CacheFolder folder, ISegmentSource source, ManifestSegment told, Func<Recipe, int> idOf)
    {
        (_folder, _source, _told, _idOf) = (folder, source, told, idOf);
        TextHashes = told.TextHashes;
    }

    /// <summary>The segment, as the manifest names it.</summary>
    public string Name => _told.File;

    /// <summary>The texts that it may hold.</summary>
    public HashRange TextHashes { get; }

    /// <summary>Whether the last use is noted, as it has to be where segments go again.</summary>
    public bool NotesUse { get; set; }

    /// <summary>When it was read last in this process, as a <see cref="Stopwatch"/> tells it; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    public bool IsMapped => Volatile.Read(ref _readers) != Closed;

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsWanted => Volatile.Read(ref _waiters) > 0;

    /// <summary>The ids of the recipes of its fonts; known once it was mapped.</summary>
    public int[] RecipeIds { get; private set; } = [];

    /// <summary>Holds the mapping, waiting for the segment where it is not there. Each is followed by a <see cref="Leave"/>.</summary>
    /// <exception cref="KhmerCacheException">The segment can't be had.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed of.</exception>
    public LineSegment Enter(CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(ImageCache));
            var readers = Volatile.Read(ref _readers);
            if (readers == Closed)
            {
                Open(cancellationToken);
            }
            else if (Interlocked.CompareExchange(ref _readers, readers + 1, readers) == readers)
            {
                if (NotesUse)
                {
                    Volatile.Write(ref _lastUsed, Stopwatch.GetTimestamp());
                }

                return _segment!;
            }
        }
    }

    /// <summary>Lets go of the mapping; no pointer into it may be used any more.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _readers) == 0 && _isDisposed)
        {
            TryClose();
        }
    }

    /// <summary>Unmaps the segment, unless somebody reads it at this moment.</summary>
    /// <returns>Whether it is not mapped.</returns>
    public bool TryClose()
    {
        lock (_opening)
        {
            switch (Interlocked.CompareExchange(ref _readers, Closed, 0))
            {
                case Closed:
                    return true;
                case 0:
                    _segment!.Dispose();
                    _segment = null;
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>Unmaps the segment as soon as nobody reads it, and for good.</summary>
    public void Dispose()
    {
        lock (_opening)
        {
            _isDisposed = true;
            TryClose();
        }
    }

    private void Open(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiters);
        try
        {
            for (var isSecondTry = false; !TryOpen(isSecondTry, cancellationToken, out var isDamaged); isSecondTry |= isDamaged)
            {
                if (isDamaged)
                {
                    _source.Discard(Name);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }
    }

    /// <summary>False where the file is damaged, or was there a moment ago and is gone: another process needed its room.</summary>
    private bool TryOpen(bool isSecondTry, CancellationToken cancellationToken, out bool isDamaged)
    {
        isDamaged = false;
        _source.Bring(Name, cancellationToken);
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(ImageCache));
            if (IsMapped)
            {
                return true;
            }

            try
            {
                var segment = LineSegment.Open(_folder.PathOf(Name), MarkOfFile(), _fonts, this);
                Array.ForEach(segment.Fonts, font => font.Detach());
                RecipeIds = Array.ConvertAll(segment.Fonts, font => _idOf(font.Recipe));
                (_segment, _fonts) = (segment, segment.Fonts);
                Volatile.Write(ref _readers, 0);
                return true;
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.Missing || (exception.Diagnostic.Code == DiagnosticCodes.Damaged && !isSecondTry))
            {
                isDamaged = exception.Diagnostic.Code == DiagnosticCodes.Damaged;
                return false;
            }
        }
    }

    // Where the manifest tells no outline, as one of before, the file is compared with its name.
    private SegmentMark? MarkOfFile() => _told.Mark is { } mark ? mark
        : _folder.IsIntact(Name) || !File.Exists(_folder.PathOf(Name)) ? null
        : throw SegmentError.From(new InvalidDataException("It does not hold what was written."), _folder.PathOf(Name));
}
