namespace KhmerCache.Tool.Tests;

/// <summary>The files below a folder, byte for byte.</summary>
internal sealed class FolderContents
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>The files' paths below the folder.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    public byte[] this[string name] => _files[name];

    /// <summary>Reads a folder; one that is not there has no files.</summary>
    public static FolderContents Of(string folder)
    {
        var contents = new FolderContents();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            contents._files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        }

        return contents;
    }

    /// <summary>Without the records of finished plans: they tell which corpora and fonts the cache was made from, and what it shows does not depend on them.</summary>
    public FolderContents WithoutPlans
    {
        get
        {
            var contents = new FolderContents();
            foreach (var (name, content) in _files.Where(file => !file.Key.StartsWith("plans/", StringComparison.Ordinal)))
            {
                contents._files[name] = content;
            }

            return contents;
        }
    }

    /// <summary>Asserts that <paramref name="other"/> has the same files with the same bytes.</summary>
    public void AreThoseOf(FolderContents other)
    {
        Assert.Equal(Names, other.Names);
        Assert.All(Names, name => Assert.True(this[name].AsSpan().SequenceEqual(other[name]), $"{name} differs"));
    }
}
