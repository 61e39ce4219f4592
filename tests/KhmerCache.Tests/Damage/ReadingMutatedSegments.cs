using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests.Damage;

/// <summary>
/// Guards against a damaged file that crashes its reader, keeps it at work for ever, or makes it take memory without bounds: whatever is done to a
/// segment, it is read, or refused with an error of ours. <c>KHMERCACHE_TEST_EVERYTHING=1</c> tries fifty times as many.
/// </summary>
public sealed class ReadingMutatedSegments : IDisposable
{
    private const int LineCount = 25;

    // Memory that reading may take: a small multiple of the file for its tables, and what errors cost.
    private const int AllocatedPerByte = 32;
    private const int AllocatedAtLeast = 1 << 20;

    // Only to end a test that would never end; nothing is measured.
    private static readonly TimeSpan EndOfPatience = TimeSpan.FromMinutes(20);

    private static readonly int Times = Environment.GetEnvironmentVariable("KHMERCACHE_TEST_EVERYTHING") == "1" ? 50 : 1;

    private static readonly Recipe[] Recipes = [SmallCache.RecipeOf("a.ttf"), SmallCache.RecipeOf("b.ttf", "other"), SmallCache.RecipeOf("ពុម្ព.ttf")];
    private static readonly LineImage Picture = new(300, SmallCache.ImageHeight, [.. Enumerable.Range(0, 300 * SmallCache.ImageHeight).Select(i => (byte)(i * i / 7))]);
    private static readonly Recipe OfPicture = Recipe.Pixels("p.ttf", SmallCache.ImageHeight);
    private static readonly string[] Texts = [.. Enumerable.Range(0, LineCount).Select(i => $"បន្ទាត់ {i}")];

    private readonly TemporaryFolder _temporary = new();
    private readonly CacheFolder _folder;
    private readonly string _linesName;
    private readonly string _glyphsName;
    private readonly byte[] _lines;
    private readonly byte[] _glyphs;
    private readonly byte[] _manifest;

    public ReadingMutatedSegments()
    {
        var lines = Texts.Select(text => SmallCache.Line(text, Recipes)).ToArray();
        lines[3] = lines[3] with { Images = [.. lines[3].Images, new ImageEntry(OfPicture, default, Picture)] };
        _folder = SmallCache.Write(_temporary.Path, lines);
        _linesName = _folder.ListSegments(SegmentKind.Lines).Single();
        _glyphsName = _folder.ListSegments(SegmentKind.Glyphs).Single();
        (_lines, _glyphs) = (File.ReadAllBytes(_folder.PathOf(_linesName)), File.ReadAllBytes(_folder.PathOf(_glyphsName)));
        _manifest = File.ReadAllBytes(_folder.ManifestPath);
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void A_segment_that_bears_the_name_of_its_damaged_bytes_is_read_or_refused_in_bounded_memory(string kind) => InPatience(() =>
    {
        var (sound, other) = kind == "lines" ? (_lines, _glyphs) : (_glyphs, _lines);
        Read(sound);
        var outcomes = new Dictionary<string, (int Read, int Refused)>();
        for (var seed = 0; seed < 800 * Times; seed++)
        {
            var mutation = SegmentMutation.Create(sound, other, seed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(() => Read(mutation.Bytes));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(error is null or KhmerCacheException { Diagnostic.Code: DiagnosticCodes.Damaged }, $"seed {seed}, {mutation.Kind}: {error}");
            Assert.True(allocated <= (long)AllocatedPerByte * mutation.Bytes.Length + AllocatedAtLeast, $"seed {seed}, {mutation.Kind}: {allocated} bytes of memory. {error}");
            var (read, refused) = outcomes.GetValueOrDefault(mutation.Kind);
            outcomes[mutation.Kind] = error is null ? (read + 1, refused) : (read, refused + 1);
        }

        // Damage that is always refused is found at the door; some must come further, or the rest is not tried.
        Assert.True(outcomes.Count(pair => pair.Value.Refused > 0) >= 12);
        Assert.True(outcomes.Count(pair => pair.Value.Read > 0) >= 6);

        void Read(byte[] bytes)
        {
            var path = _temporary.File(Convert.ToHexStringLower(SHA256.HashData(bytes)) + ".arrow", bytes);
            try
            {
                if (kind == "glyphs")
                {
                    Codecs.ReadGlyphs(path);
                    return;
                }

                using var segment = Codecs.OpenLines(path);
                ReadRows(segment);
            }
            finally
            {
                File.Delete(path);
            }
        }
    });

    [Theory]
    [InlineData("named by the manifest")]
    [InlineData("found without a manifest")]
    [InlineData("named by its damaged bytes")]
    public void A_cache_shows_the_right_picture_or_none_whatever_happened_to_a_segment(string damaged) => InPatience(() =>
    {
        var pixels = new byte[ushort.MaxValue * SmallCache.ImageHeight];
        var expected = Recipes.SelectMany(recipe => Texts, (recipe, text) => (recipe, text))
            .ToDictionary(pair => pair, pair => SmallCache.Draw(pair.recipe, SmallCache.Run(pair.text)));
        var (shown, missed) = (0, 0);
        for (var seed = 0; seed < 150 * Times; seed++)
        {
            var isLines = seed % 2 == 0;
            var mutation = isLines ? SegmentMutation.Create(_lines, _glyphs, seed) : SegmentMutation.Create(_glyphs, _lines, seed);
            Damage(isLines, mutation.Bytes);

            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(ShowAll);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(error is null, $"seed {seed}, {mutation.Kind}: {error}");
            Assert.True(
                allocated <= AllocatedPerByte * ((long)mutation.Bytes.Length + _lines.Length + _glyphs.Length + _manifest.Length) + AllocatedAtLeast,
                $"seed {seed}, {mutation.Kind}: {allocated} bytes of memory");
        }

        Assert.True(shown > 0 && missed > 0);

        void Damage(bool isLines, byte[] bytes)
        {
            _folder.ListSegments().ToList().ForEach(_folder.Delete);
            File.WriteAllBytes(_folder.PathOf(_linesName), _lines);
            File.WriteAllBytes(_folder.PathOf(_glyphsName), _glyphs);
            var name = isLines ? _linesName : _glyphsName;
            if (damaged == "named by its damaged bytes")
            {
                File.Delete(_folder.PathOf(name));
                name = $"{(isLines ? "lines" : "glyphs")}/{Convert.ToHexStringLower(SHA256.HashData(bytes))}.arrow";
            }

            File.WriteAllBytes(_folder.PathOf(name), bytes);
            File.Delete(_folder.ManifestPath);
            if (damaged == "named by the manifest")
            {
                File.WriteAllBytes(_folder.ManifestPath, _manifest);
            }
        }

        void ShowAll()
        {
            using var reader = CacheReader.Open(_folder);
            foreach (var ((recipe, text), picture) in expected)
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                if (reader.TryFind(TextHash.Of(utf8), utf8, reader.RecipeIdsOf(recipe.FontPath, recipe.ImageHeight), out var image) && TryDecode(image, pixels))
                {
                    Assert.True(picture.AsSpan().SequenceEqual(pixels.AsSpan(0, image.Width * image.Height)), text);
                    shown++;
                }
                else
                {
                    missed++;
                }
            }

            try
            {
                foreach (var (text, recipe, image) in reader.ReadAll())
                {
                    Assert.True(!TryDecode(image, pixels) || (recipe == OfPicture ? Picture.Pixels : expected[(recipe, text)]).SequenceEqual(pixels.AsSpan(0, image.Width * image.Height)));
                }
            }
            catch (KhmerCacheException exception)
            {
                Assert.Equal(DiagnosticCodes.Damaged, exception.Diagnostic.Code);
            }
        }
    });

    /// <summary>Guards against a schema with a field that is its own child: following it took the whole stack, which ends the process.</summary>
    [Fact]
    public void An_offset_in_the_schema_that_leads_back_is_refused() => InPatience(() =>
    {
        var schema = SegmentMessage.Of(_glyphs)[0];
        var (start, end) = (schema.LengthPlace + sizeof(int), schema.LengthPlace + sizeof(int) + schema.MetadataLength);
        var refused = 0;
        for (var place = start; place < end; place += sizeof(int))
        {
            for (var target = start; target <= place; target += sizeof(int))
            {
                var damaged = _glyphs.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(place), target - place);
                refused += Record.Exception(() => ArrowColumns.ReadFile(damaged)) is InvalidDataException ? 1 : 0;
            }
        }

        Assert.InRange(refused, 1000, int.MaxValue);
    });

    [Fact]
    public void A_header_that_claims_more_columns_than_it_has_bytes_for_is_refused()
    {
        // Each number of the record batch's header in turn, the lengths of its vectors among them.
        var batch = SegmentMessage.Of(_lines)[^1];
        for (var place = batch.LengthPlace; place < batch.LengthPlace + batch.MetadataLength; place += sizeof(int))
        {
            foreach (var number in new[] { int.MaxValue, 1 << 27, 1 << 20, -1 })
            {
                var damaged = _lines.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(place), number);
                var before = GC.GetAllocatedBytesForCurrentThread();
                _ = Record.Exception(() => ArrowColumns.ReadFile(damaged));

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedAtLeast);
            }
        }
    }

    public void Dispose() => _temporary.Dispose();

    private static bool TryDecode(in CachedImage image, byte[] pixels)
    {
        try
        {
            image.CopyTo(pixels);
            return true;
        }
        catch (KhmerCacheException)
        {
            return false;
        }
    }

    /// <summary>Everything that can be asked of a segment of lines.</summary>
    private static void ReadRows(LineSegment segment)
    {
        for (var line = 0; line < segment.Lines; line++)
        {
            var hash = segment.TextHashAt(line);
            segment.FindLine(hash, segment.TryGetText(line, out var text) ? text : "?"u8);
            var (next, end) = segment.ImagesOf(line);
            for (; next < end; next++)
            {
                _ = segment.FontOf(next) + segment.WidthOf(next);
                segment.TryReadEntry(next, hash, out _);
            }
        }

        Assert.All(Texts, text => segment.FindLine(TextHash.Of(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetBytes(text)));
        Assert.All(Codecs.ReadLines(segment), line => Assert.Contains(Encoding.UTF8.GetString(line.TextUtf8), Texts));
    }

    // On a thread of its own, which is waited for: what hangs is an error and not a run of tests that never ends.
    private static void InPatience(Action test)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(test)) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(EndOfPatience), "A damaged segment keeps its reader at work.");
        if (error is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }
}
