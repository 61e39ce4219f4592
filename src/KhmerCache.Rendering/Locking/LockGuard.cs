using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage.Packing;

namespace KhmerCache.Rendering.Locking;

/// <summary>Holds a pregeneration to a lock, or keeps the lock up to date. Of one shard of several only the inputs are compared, and no lock is written: nobody knows the whole.</summary>
internal sealed class LockGuard
{
    private readonly string _path;
    private readonly bool _isLocked;
    private readonly bool _isWhole;
    private readonly ProjectLock? _before;
    private readonly ProjectLock _now;
    private readonly Drift _drift;

    private LockGuard(string path, bool isLocked, bool isWhole, ProjectLock? before, ProjectLock now, Drift drift) =>
        (_path, _isLocked, _isWhole, _before, _now, _drift) = (path, isLocked, isWhole, before, now, drift);

    /// <summary>Reads a project's lock, and what it is to be compared with; null where the project has none.</summary>
    /// <exception cref="KhmerCacheException">The lock is damaged, or it is missing and has to be there; or a corpus or a font can't be read.</exception>
    public static LockGuard? Open(PregenerationOptions options, ProjectFiles files)
    {
        if (files.Lock is not { } path)
        {
            return null;
        }

        var before = LockFile.Read(path);
        return before is null && files.IsLocked
            ? throw LockFile.Missing(path)
            : new LockGuard(
                path, files.IsLocked, options.Shard == Shard.Whole, before, LockInputs.Read(options, files.ProjectDirectory), new Drift(path, files.ProjectDirectory, DriftWords.OfLock(path)));
    }

    /// <summary>Before anything is rendered: what drifted. Nothing where the lock may be written.</summary>
    public IReadOnlyList<Diagnostic> CheckInputs() => _isLocked ? [.. _drift.OfInputs(_before!, _now)] : [];

    /// <summary>When the cache is complete: whether it has the images that the lock tells of. Where the lock may be written, it is.</summary>
    /// <param name="digest">Tells the content digest of the project's images, and how many they are.</param>
    /// <param name="hasErrors">Whether an error was found on the way; then nothing is written.</param>
    /// <exception cref="KhmerCacheException">The lock can't be written.</exception>
    public IReadOnlyList<Diagnostic> Finish(Func<(string Digest, long Images)> digest, bool hasErrors)
    {
        if (!_isWhole || (hasErrors && !_isLocked))
        {
            return [];
        }

        var (contentDigest, images) = digest();
        var made = _now with { ContentDigest = contentDigest, Images = images };
        if (_isLocked)
        {
            return [.. _drift.OfContent(_before!, made)];
        }

        try
        {
            LockFile.Write(_path, made, _before);
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.LockNotUsable, $"The lock can't be written: {exception.Message} Check its permissions and the space left.", _path, innerException: exception);
        }
    }
}
