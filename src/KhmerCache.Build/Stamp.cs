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

    private static IEnumerable<string> Describe(IEnumerable<string> products, FileHashes hashes) => products.Select(product => $"{hashes.Of(product)}\t{product}");
}
