using KhmerCache.Storage;
using Xunit.Abstractions;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>
/// What a disk, a memory bank or a network does to one byte. Every byte of every file of a small cache is changed in turn; with
/// KHMERCACHE_TEST_EVERYTHING=1 each of its bits, otherwise one of them.
/// </summary>
public sealed class FlippedBytes : IDisposable
{
    private const int Height = 16;

    private readonly ITestOutputHelper _log;
    private readonly Workspace _workspace = new();
    private readonly List<(string Text, FontDescriptor Font, int Height, LineImage Image)> _images = [];

    public FlippedBytes(ITestOutputHelper log)
    {
        _log = log;
        _workspace.Write("corpus/short.txt", "ខ្មែរ", "ភាសា");
        _workspace.Run("pregenerate", "--corpus", "train=corpus/short.txt", "--fonts", Workspace.FontA, "--image-height", "16", "--lint", "never").Exits(0);
        var font = new FontDescriptor("KhmerOS", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ដៃ", font, new LineImage(9, Height, [.. Enumerable.Range(0, 9 * Height).Select(i => (byte)(i * i * 7))]));
        }

        using var whole = ImageCache.Open(_workspace.Cache);
        foreach (var text in new[] { "ខ្មែរ", "ភាសា", "ដៃ" })
        {
            _images.Add((text, font, Height, whole.GetImage(text, font, Height)));
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Each_one_is_found_by_the_check()
    {
        Assert.True(Check().IsSound);
        var missed = ForEachFlip(() => IsFound() ? null : "the check found nothing");

        Assert.True(Check().IsSound);
        Assert.Empty(missed);
    }

    [Fact]
    public void None_makes_a_reader_show_another_picture_or_fail_in_a_way_of_its_own()
    {
        var (shown, lost, refused) = (0, 0, 0);
        var wrong = ForEachFlip(() =>
        {
            try
            {
                using var cache = ImageCache.Open(_workspace.Cache);
                foreach (var (text, font, height, image) in _images)
                {
                    if (!cache.TryGetImage(text, font, height, out var now))
                    {
                        lost++;
                    }
                    else if (now.Width == image.Width && now.Height == image.Height && now.Pixels.SequenceEqual(image.Pixels))
                    {
                        shown++;
                    }
                    else
                    {
                        return $"another picture of {text}";
                    }
                }

                return null;
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.File is not null)
            {
                refused++;
                return null;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                return exception.ToString();
            }
        });

        _log.WriteLine($"{shown} images were shown, {lost} were not there, {refused} caches were refused");
        Assert.Empty(wrong);
        Assert.NotEqual(0, shown);
        Assert.NotEqual(0, lost);
    }

    private bool IsFound()
    {
        try
        {
            return !Check().IsSound;
        }
        catch (KhmerCacheException exception)
        {
            return exception.Diagnostic.File is not null;
        }
    }

    // Where no fonts are: that a font has changed is not what is looked for.
    private ValidationReport Check() => CacheValidator.Run(new CacheFolder(_workspace.Cache), _workspace.PathOf("corpus"));

    /// <summary>Flips bits one after the other, and returns the faults that were seen meanwhile, a few of them at most.</summary>
    private List<string> ForEachFlip(Func<string?> findFault)
    {
        var faults = new List<string>();
        var flips = 0;
        var random = new Random(8);
        foreach (var name in _workspace.Files.Names)
        {
            using var file = new FileStream(_workspace.PathOf($"cache/{name}"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            for (var place = 0; place < bytes.Length; place++)
            {
                var one = random.Next(8);
                for (var bit = Repository.TestEverything ? 0 : one; bit <= (Repository.TestEverything ? 7 : one) && faults.Count < 10; bit++)
                {
                    Write(file, place, (byte)(bytes[place] ^ 1 << bit));
                    flips++;
                    if (findFault() is { } fault)
                    {
                        faults.Add($"{name}, bit {bit} of byte {place} of {bytes.Length}: {fault}");
                    }

                    Write(file, place, bytes[place]);
                }
            }
        }

        _log.WriteLine($"{flips} bits flipped in {_workspace.Files.Names.Count} files");
        return faults;
    }

    private static void Write(FileStream file, long place, byte value)
    {
        file.Position = place;
        file.WriteByte(value);
        file.Flush();
    }
}
