using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class DigestingContent
{
    private static readonly Recipe A = SmallCache.RecipeOf("a.ttf");
    private static readonly Recipe B = SmallCache.RecipeOf("b.ttf", "other");

    [Fact]
    public void The_digest_is_that_of_the_images_whatever_segments_they_lie_in()
    {
        var atOnce = Digest(writer => writer.WriteLines([SmallCache.Line("one", A, B), SmallCache.Line("two", A, B)]));

        Assert.Equal(atOnce, Digest(
            writer => writer.WriteLines([SmallCache.Line("two", B)]),
            writer => writer.WriteLines([SmallCache.Line("one", A)]),
            writer => writer.WriteLines([SmallCache.Line("one", B), SmallCache.Line("two", A)])));
        Assert.NotEqual(atOnce, Digest(writer => writer.WriteLines([SmallCache.Line("one", A, B), SmallCache.Line("two", A)])));
    }

    [Fact]
    public void Images_that_two_writers_made_count_once()
    {
        var once = Digest(writer => writer.WriteLines([SmallCache.Line("one", A), SmallCache.Line("two", A), SmallCache.Line("three", A)]));

        Assert.Equal(once, Digest(
            writer => writer.WriteLines([SmallCache.Line("one", A), SmallCache.Line("two", A)]),
            writer => writer.WriteLines([SmallCache.Line("two", A), SmallCache.Line("three", A)]),
            writer => writer.WriteLines([SmallCache.Line("two", A)])));
    }

    [Fact]
    public void Stale_images_do_not_count()
    {
        var fresh = Digest(writer => writer.WriteLines([SmallCache.Line("one", A)]));
        using var temporary = new TemporaryFolder();
        SmallCache.Write(temporary.Path, SmallCache.Line("one", SmallCache.RecipeOf("a.ttf", "older")));
        var manifest = SmallCache.Write(temporary.Path, SmallCache.Line("one", A));

        Assert.Equal(1, Manifest.Read(manifest)!.TotalImages);
        Assert.Equal(fresh, Manifest.Read(manifest)!.ContentDigest);
    }

    [Fact]
    public void Compacting_gives_the_same_files_for_the_same_images()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        SmallCache.Write(first.Path, SmallCache.Line("one", A, B), SmallCache.Line("two", A, B));
        foreach (var line in new[] { SmallCache.Line("two", B), SmallCache.Line("one", B), SmallCache.Line("two", A), SmallCache.Line("one", A) })
        {
            SmallCache.Write(second.Path, line);
        }

        var digest = Compactor.Run(new CacheFolder(first.Path)).ContentDigest;

        Assert.Equal(digest, Compactor.Run(new CacheFolder(second.Path)).ContentDigest);
        Assert.Equal(Files(first.Path), Files(second.Path));
    }

    private static string Digest(params Action<CacheWriter>[] writes)
    {
        using var temporary = new TemporaryFolder();
        var folder = new CacheFolder(temporary.Path);
        foreach (var write in writes)
        {
            var writer = new CacheWriter(folder);
            write(writer);
            writer.WriteGlyphs([.. SmallCache.Masks(A), .. SmallCache.Masks(B)]);
            writer.Commit([A, B], SmallCache.Rasterizer);
        }

        return Manifest.Read(folder)!.ContentDigest;
    }

    private static string[] Files(string directory) =>
    [
        .. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(directory, path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
