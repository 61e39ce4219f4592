using Xunit;

namespace KhmerCache.Tests;

/// <summary>Guards against a loop over millions of images that keeps the garbage collector at work. Nobody listens to the meter meanwhile.</summary>
[Collection("Listening to the meter")]
public sealed class ReadingWithoutGarbage : IDisposable
{
    private const int Rounds = 1000;

    private static readonly FontDescriptor[] Fonts = [SmallCache.Font("a.ttf"), SmallCache.Font("b.ttf")];

    // Texts that fit on the stack, and one that does not.
    private static readonly string[] Texts = ["ភាសាខ្មែរ", "OCR", .. Enumerable.Range(0, 50).Select(i => $"បន្ទាត់ {i}"), string.Concat(Enumerable.Repeat("ខ្មែរ ", 400))];

    private readonly TemporaryFolder _folder = new();
    private readonly ImageCache _cache;

    public ReadingWithoutGarbage()
    {
        SmallCache.Write(_folder.Path, [.. Texts.Select(text => SmallCache.Line(text, [.. Fonts.Select(font => SmallCache.RecipeOf(font.Path))]))]);
        _cache = ImageCache.Open(_folder.Path);
    }

    [Fact]
    public void Finding_and_decoding_to_8_bits_takes_no_memory()
    {
        var pixels = new byte[40_000 * SmallCache.ImageHeight];

        Assert.Equal(0, Allocated((text, font) =>
        {
            Assert.True(_cache.TryFind(text, font, SmallCache.ImageHeight, out var image));
            image.CopyTo(pixels);
        }));
    }

    [Fact]
    public void Finding_and_decoding_to_floats_takes_no_memory()
    {
        var pixels = new float[40_000 * SmallCache.ImageHeight];

        Assert.Equal(0, Allocated((text, font) =>
        {
            Assert.True(_cache.TryFind(text, font, SmallCache.ImageHeight, out var image));
            image.CopyTo(pixels);
        }));
    }

    [Fact]
    public void Not_finding_takes_no_memory() =>
        Assert.Equal(0, Allocated((text, font) => Assert.False(_cache.TryFind(text, font, SmallCache.ImageHeight + 1, out _))));

    [Fact]
    public void One_decode_in_64_is_timed()
    {
        var pixels = new byte[40_000 * SmallCache.ImageHeight];
        Assert.True(_cache.TryFind(Texts[0], Fonts[0], SmallCache.ImageHeight, out var image));

        for (var i = 0; i < 10 * DecodeTimes.OneOf; i++)
        {
            image.CopyTo(pixels);
        }

        Assert.Equal(10, _cache.GetStats().TimedDecodes);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _folder.Dispose();
    }

    private static long Allocated(Action<string, FontDescriptor> read)
    {
        // Tables of symbols and pooled buffers are made once.
        Array.ForEach(Texts, text => Array.ForEach(Fonts, font => read(text, font)));

        // A collection that other tests cause may empty the pool in between; what a read itself allocates, it allocates every time.
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
            {
                read(Texts[i % Texts.Length], Fonts[i / Texts.Length % Fonts.Length]);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
