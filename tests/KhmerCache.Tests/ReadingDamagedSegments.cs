using System.Text;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;
using Xunit;

namespace KhmerCache.Tests;

public sealed class ReadingDamagedSegments
{
    // Small, because every byte of it is flipped in turn.
    private static readonly string[] Texts = ["ខ្មែរ", "OCR"];
    private static readonly Recipe A = SmallCache.RecipeOf("a.ttf");

    [Theory]
    [InlineData(SegmentKind.Lines)]
    [InlineData(SegmentKind.Glyphs)]
    public void A_flipped_bit_is_found_wherever_it_is_and_never_gives_a_wrong_picture(object kind)
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, [.. Texts.Select(text => SmallCache.Line(text, A))]);
        var segment = folder.ListSegments((SegmentKind)kind).Single();
        var sound = File.ReadAllBytes(folder.PathOf(segment));
        for (var position = 0; position < sound.Length; position++)
        {
            var damaged = sound.ToArray();
            damaged[position] ^= (byte)(1 << position % 8);
            File.WriteAllBytes(folder.PathOf(segment), damaged);

            Assert.False(folder.IsIntact(segment));
            ReadAll(folder);
        }
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_an_error_that_names_it()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, [.. Texts.Select(text => SmallCache.Line(text, A))]);
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var sound = File.ReadAllBytes(path);
        var damage = new List<Diagnostic>();
        for (var length = 0; length < sound.Length; length += 7)
        {
            File.WriteAllBytes(path, sound[..length]);

            damage.Clear();
            using var reader = CacheReader.Open(folder, (_, diagnostic) => damage.Add(diagnostic));

            // The end of a file repeats its beginning; cut there, it still reads, and only the hash in its name tells.
            Assert.True(damage.Count == 1 && damage[0].File == path && damage[0].Code == DiagnosticCodes.Damaged || reader.Index.Segments.Count == 1);
            Assert.True(length > 1000 || damage.Count == 1);
        }
    }

    /// <summary>Guards against a remedy that does nothing: a disk that loses a bit leaves size and time as they are, and a pregeneration reads no segment that looks as it was written.</summary>
    [Theory]
    [InlineData("compact")]
    [InlineData("pack")]
    public void What_a_command_has_refused_for_damage_that_left_no_trace_is_trusted_by_no_writer(string verb)
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(Path.Combine(temporary.Path, "cache"), [.. Texts.Select(text => SmallCache.Line(text, A))]);
        var segment = folder.ListSegments(SegmentKind.Lines).Single();
        var path = folder.PathOf(segment);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        var (bytes, written) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, written);
        Assert.Equal([segment], SegmentTrust.Sort(folder, Manifest.Read(folder), [segment])[true]);

        var error = Assert.Throws<KhmerCacheException>(() =>
        {
            if (verb == "compact")
            {
                Compactor.Run(folder);
            }
            else
            {
                CachePacker.Run(folder, Path.Combine(temporary.Path, "cache.tar"), CancellationToken.None);
            }
        });

        Assert.Equal((DiagnosticCodes.Damaged, path), (error.Diagnostic.Code, error.Diagnostic.File));
        Assert.Equal([segment], SegmentTrust.Sort(folder, Manifest.Read(folder), [segment])[false]);
    }

    // Each picture is right, or refused with an error of ours.
    private static void ReadAll(CacheFolder folder)
    {
        using var reader = CacheReader.Open(folder);
        foreach (var text in Texts)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            try
            {
                if (reader.TryFind(TextHash.Of(utf8), utf8, reader.RecipeIdsOf(A.FontPath, A.ImageHeight), out var image))
                {
                    Assert.Equal(SmallCache.Draw(A, SmallCache.Run(text)), image.ToImage().Pixels);
                }
            }
            catch (KhmerCacheException exception)
            {
                Assert.StartsWith("KHC3", exception.Diagnostic.Code, StringComparison.Ordinal);
            }
        }
    }
}
