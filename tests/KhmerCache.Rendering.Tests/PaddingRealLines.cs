using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>Guards against batches that are mostly white: the lines of a corpus are from 20 to more than 1,000 pixels wide.</summary>
public sealed class PaddingRealLines : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("khmercache-");
    private readonly LineRenderer _renderer = new();

    [Fact]
    public void The_loaders_of_a_project_leave_less_than_a_tenth_of_padding()
    {
        using var cache = ImageCache.Open(_folder.FullName, new ImageCacheOptions { Renderer = _renderer });
        var train = CorpusLoaders.Create(cache, [new SplitDescriptor("train", [Repository.CorpusFile("train")])], Repository.Fonts[..2]).Train;
        var inOrder = new BatchLoader(train.Dataset, train.Options with { WidthBuckets = 0 });

        Assert.InRange(PaddingOf(train), 0, 0.1);
        Assert.InRange(PaddingOf(inOrder), 0.3, 1);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _folder.Delete(recursive: true);
    }

    private static double PaddingOf(BatchLoader loader)
    {
        var (padding, pixels) = (0.0, 0.0);
        foreach (var batch in loader.Enumerate())
        {
            using (batch)
            {
                padding += batch.PaddingShare * batch.Count * batch.Width;
                pixels += (double)batch.Count * batch.Width;
            }
        }

        return padding / pixels;
    }
}
