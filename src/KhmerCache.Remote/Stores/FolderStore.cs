using System.Runtime.CompilerServices;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Stores;

/// <summary>A folder that several machines see, such as a share that is mounted.</summary>
/// <param name="address">The folder; made when something is put into it.</param>
internal sealed class FolderStore(RemoteAddress address) : IObjectStore
{
    private const int BufferSize = 1 << 18;

    public RemoteAddress Address => address;

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var found = Guard(() =>
        {
            var root = address.Container;
            var folder = Path.GetDirectoryName(PathOf(prefix + "_"))!;
            return !Directory.Exists(folder)
                ? []
                : Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                    .Select(path => (Name: ProjectPath.KeyOf(path, root), File: new FileInfo(path)))
                    .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal) && !WholeFile.IsTemporary(file.Name))
                    .OrderBy(file => file.Name, StringComparer.Ordinal)
                    .ToArray();
        });
        foreach (var (name, file) in found.Where(file => file.File.Exists))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new StoredObject(name, file.Length, file.LastWriteTimeUtc);
        }
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Guard(() =>
        new FileInfo(PathOf(name)) is { Exists: true } file ? new StoredObject(name, file.Length, file.LastWriteTimeUtc) : (StoredObject?)null));

    public Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        try
        {
            var source = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true);
            await using (source.ConfigureAwait(false))
            {
                await source.CopyToAsync(destination, BufferSize, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    });

    public Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            return false;
        }

        await Task.Run(() => WholeFile.Write(path, output => content.CopyTo(output, BufferSize)), cancellationToken).ConfigureAwait(false);
        return true;
    });

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Guard(() =>
        {
            if (File.Exists(PathOf(name)))
            {
                File.Delete(PathOf(name));
            }

            return true;
        });
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private string PathOf(string name) => Path.Combine(address.Container, name.Replace('/', Path.DirectorySeparatorChar));

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(exception);
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(exception);
        }
    }

    private KhmerCacheException Unreachable(Exception exception) => new(
        DiagnosticCodes.RemoteNotUsable, $"The remote cache {address} can't be used: {exception.Message} Check that the share is mounted, and its permissions.", innerException: exception);
}
