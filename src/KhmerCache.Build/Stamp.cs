namespace KhmerCache.Build;

/// <summary>
/// The file that says that the cache is complete, and for which list of inputs. It names what the work has written as well, all by content: where the list is another one, or
/// somebody deleted or changed what was written, it says nothing any more. Dates only tell MSBuild and Visual Studio what it says.
/// </summary>
internal static class Stamp
{
    /// <summary>Says that the work is done.</summary>
    /// <param name="path">The stamp.</param>
    /// <param name="inputsFile">The list of inputs that it was done for.</param>
    /// <param name="products">What the work has written.</param>
    public static void Write(string path, string inputsFile, IEnumerable<string> products)
    {
        // Always, and not by setting a time: that of the list of inputs is the file system's too, whatever this machine's clock says.
        File.Delete(path);
        TextFile.WriteIfDifferent(path, Describe(inputsFile, products, new FileHashes("")));
    }

    /// <summary>Whether the work is done. Otherwise the stamp is taken away.</summary>
    /// <param name="path">The stamp.</param>
    /// <param name="inputsFile">The list of inputs.</param>
    /// <param name="inputs">The inputs themselves, for their dates.</param>
    /// <param name="products">What the work has written.</param>
    /// <param name="hashes">Hashes files.</param>
    public static bool Holds(string path, string inputsFile, IEnumerable<string> inputs, IReadOnlyCollection<string> products, FileHashes hashes)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        if (!File.ReadAllLines(path).SequenceEqual(Describe(inputsFile, products, hashes)))
        {
            File.Delete(path);
            return false;
        }

        // MSBuild compares it with the list, and Visual Studio with every file: without this, both would do again and again what a touched file or a wrong clock asks for.
        var (stamped, newest) = (File.GetLastWriteTimeUtc(path), File.GetLastWriteTimeUtc(inputsFile));
        foreach (var file in inputs.Concat(products))
        {
            var written = File.GetLastWriteTimeUtc(file);
            newest = written > newest ? written : newest;
        }

        if (newest > stamped)
        {
            File.SetLastWriteTimeUtc(path, newest);
        }

        return true;
    }

    private static IEnumerable<string> Describe(string inputsFile, IEnumerable<string> products, FileHashes hashes) =>
        products.Prepend(inputsFile).Select(file => $"{(SharedManifest.Is(file) ? SharedManifest.HashOf(file) : hashes.Of(file))}\t{file}");
}
