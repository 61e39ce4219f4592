namespace KhmerCache.Build;

/// <summary>
/// The file that says that the cache is complete, newer than the list of inputs that it is complete for. It names what the work has written, by content: where
/// somebody deleted or changed that meanwhile, the stamp says nothing any more.
/// </summary>
internal static class Stamp
{
    /// <summary>Says that the work is done.</summary>
    /// <param name="path">The stamp.</param>
    /// <param name="products">What the work has written.</param>
    public static void Write(string path, IEnumerable<string> products)
    {
        // Always, and not by setting a time: that of the list of inputs is the file system's too, whatever this machine's clock says.
        File.Delete(path);
        TextFile.WriteIfDifferent(path, Describe(products, new FileHashes("")));
    }

    /// <summary>Takes the stamp away where the products are not what they were.</summary>
    public static void DropIfStale(string path, IEnumerable<string> products, FileHashes hashes)
    {
        if (File.Exists(path) && !File.ReadAllLines(path).SequenceEqual(Describe(products, hashes)))
        {
            File.Delete(path);
        }
    }

    /// <summary>
    /// Makes the stamp as new as the newest input, where it still holds: Visual Studio asks by dates whether it has to build at all, and would build again and again after a file
    /// was touched.
    /// </summary>
    /// <param name="path">The stamp.</param>
    /// <param name="inputsFile">The list of inputs: where it is newer, the work is still to be done.</param>
    /// <param name="inputs">The inputs themselves.</param>
    public static void KeepUpWith(string path, string inputsFile, IEnumerable<string> inputs)
    {
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) is var stamped && stamped >= File.GetLastWriteTimeUtc(inputsFile))
        {
            var newest = inputs.Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
            if (newest > stamped)
            {
                File.SetLastWriteTimeUtc(path, newest);
            }
        }
    }

    private static IEnumerable<string> Describe(IEnumerable<string> products, FileHashes hashes) => products.Select(product => $"{hashes.Of(product)}\t{product}");
}
