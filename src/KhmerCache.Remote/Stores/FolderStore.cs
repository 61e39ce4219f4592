using System.Runtime.CompilerServices;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Stores;

/// <summary>A folder that several machines see, such as a share that is mounted.</summary>
/// <param name="address">The folder; made when something is put into it.</param>
internal sealed class FolderStore(RemoteAddress address) : IObjectStore
{
    private const int BufferSize = 1 << 18;

    // What may not be seen is an error: a part of a list would be taken for all of it.
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    public RemoteAddress Address => address;

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await RunAsync(() => Find(prefix), cancellationToken).ConfigureAwait(false);
        foreach (var file in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => RunAsync(() => Describe(name, new FileInfo(PathOf(name))), cancellationToken);

    public async Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        if (await RunAsync(() => Open(name), cancellationToken).ConfigureAwait(false) is not { } source)
        {
            return false;
        }

        await using (source.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (await RunAsync(() => source.Read(buffer), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                // What the destination says is no fault of the share's.
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        return true;
    }

    public Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            var path = PathOf(name);
            if (File.Exists(path))
            {
                return false;
            }

            WholeFile.Write(path, output => Copy(content, output, cancellationToken));
            return true;
        },
        cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            if (File.Exists(PathOf(name)))
            {
                File.Delete(PathOf(name));
            }

            return true;
        },
        cancellationToken);

    public void Dispose()
    {
    }

    private static void Copy(Stream content, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (content.Read(buffer) is > 0 and var read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(buffer, 0, read);
        }
    }

    // Others may delete it between one question and the next.
    private static StoredObject? Describe(string name, FileInfo file)
    {
        try
        {
            return file.Exists ? new StoredObject(name, file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private StoredObject[] Find(string prefix)
    {
        var folder = Path.GetDirectoryName(PathOf(prefix + "_"))!;
        return File.Exists(address.Container) ? throw new IOException("It is a file, and no folder")
            : !Directory.Exists(folder)
            ? []
            : [
                .. Directory.EnumerateFiles(folder, "*", All)
                    .Select(path => (Name: ProjectPath.KeyOf(path, address.Container), Path: path))
                    .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal) && !WholeFile.IsTemporary(file.Name))
                    .Select(file => Describe(file.Name, new FileInfo(file.Path)))
                    .OfType<StoredObject>()
                    .OrderBy(file => file.Name, StringComparer.Ordinal),
            ];
    }

    private FileStream? Open(string name)
    {
        try
        {
            return new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(string name) => Path.Combine(address.Container, name.Replace('/', Path.DirectorySeparatorChar));

    // A share may make the system wait for as long as its server likes: the caller does not wait with it.
    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RemoteFailure.Of(address, $"{RemoteFailure.OneLine(exception)}. Check that the share is mounted, and its permissions.", exception);
        }
    }
}
