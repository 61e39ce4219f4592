using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Storage;
using KhmerCache.Tests.Loading;
using Xunit;

namespace KhmerCache.Tests.Damage;

/// <summary>
/// Guards against a damaged file that crashes its reader, keeps it at work for ever, or makes it take memory without bounds: whatever is done to a
/// segment, it is read, or refused with an error of ours. <c>KHMERCACHE_TEST_EVERYTHING=1</c> tries fifty times as many.
/// </summary>
public sealed class ReadingMutatedSegments : IDisposable
{
    private const string ByManifest = "named by the manifest";
    private const string WithoutManifest = "found without a manifest";
    private const string ByDamagedBytes = "named by its damaged bytes";

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
    private readonly byte[] _lines;
    private readonly byte[] _glyphs;
    private readonly byte[] _manifest;

    public ReadingMutatedSegments()
    {
        var lines = Texts.Select(text => SmallCache.Line(text, Recipes)).ToArray();
        lines[3] = lines[3] with { Images = [.. lines[3].Images, new ImageEntry(OfPicture, default, Picture)] };
        _folder = SmallCache.Write(_temporary.Path, lines);
        _lines = File.ReadAllBytes(_folder.PathOf(_folder.ListSegments(SegmentKind.Lines).Single()));
        _glyphs = File.ReadAllBytes(_folder.PathOf(_folder.ListSegments(SegmentKind.Glyphs).Single()));
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

            Assert.True(error is null or KhmerCacheException { Diagnostic.Code: DiagnosticCodes.Damaged or DiagnosticCodes.UnknownFormatVersion }, $"seed {seed}, {mutation.Kind}: {error}");
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
    [InlineData(ByManifest)]
    [InlineData(WithoutManifest)]
    [InlineData(ByDamagedBytes)]
    public void A_cache_shows_the_right_picture_or_none_whatever_happened_to_a_segment(string named) => InPatience(() =>
    {
        var pictures = new Pictures();
        for (var seed = 0; seed < 150 * Times; seed++)
        {
            var mutation = Damage(named, seed);

            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(() => pictures.ShowAll(_folder));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(error is null || (named != ByManifest && IsOfAnotherVersion(error)), $"seed {seed}, {mutation.Kind}: {error}");
            Assert.True(
                allocated <= AllocatedPerByte * ((long)mutation.Bytes.Length + _lines.Length + _glyphs.Length + _manifest.Length) + AllocatedAtLeast,
                $"seed {seed}, {mutation.Kind}: {allocated} bytes of memory");
        }

        Assert.True(pictures.Shown > 0 && pictures.Missed > 0);
    });

    [Theory]
    [InlineData(ByManifest)]
    [InlineData(WithoutManifest)]
    [InlineData(ByDamagedBytes)]
    public void A_cache_that_was_checked_repaired_added_to_and_compacted_shows_the_right_picture_or_none(string named) => InPatience(() =>
    {
        var pictures = new Pictures();
        var renderer = new MadeUpRenderer { KeepsRuns = true };
        foreach (var (font, content) in new[] { ("a.ttf", "font"), ("b.ttf", "other"), ("ពុម្ព.ttf", "font") })
        {
            _temporary.File(font, Encoding.UTF8.GetBytes(content));
        }

        for (var seed = 0; seed < 20 * Times; seed++)
        {
            var mutation = Damage(named, seed);
            Action[] steps =
            [
                () => CacheValidator.Run(_folder, _temporary.Path, renderer, SmallCache.Rasterizer, isDeep: true),
                () => AddPicture(),
                () => CacheRepair.Run(_folder),
                () => pictures.ShowAll(_folder),
                () => Compactor.Run(_folder),
                () => pictures.ShowAll(_folder),
            ];

            foreach (var step in steps)
            {
                var error = Record.Exception(step);
                Assert.True(error is null or KhmerCacheException, $"seed {seed}, {mutation.Kind}, step {Array.IndexOf(steps, step)}: {error}");

                // Whatever it finds, a check ends with what it has found.
                Assert.True(error is null || step != steps[0] || IsOfAnotherVersion(error), $"seed {seed}, {mutation.Kind}: {error}");
            }

            if (Record.Exception(() => ImageCache.Open(_folder.Directory).Dispose()) is { } refused)
            {
                Assert.True(named != ByManifest && IsOfAnotherVersion(refused), $"seed {seed}, {mutation.Kind}: {refused}");
                continue;
            }

            using var cache = ImageCache.Open(_folder.Directory);
            Assert.Equal(7, cache.GetImage("added", SmallCache.Font("added.ttf"), 1).Pixels[0]);
        }

        Assert.True(pictures.Missed > 0);

        void AddPicture()
        {
            using var cache = ImageCache.Open(_folder.Directory, new() { CreateIfMissing = true });
            cache.CacheImage("added", SmallCache.Font("added.ttf"), new LineImage(1, 1, [7]));
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

    // A bit of the number makes another version of it, which nobody but the manifest can know to be wrong.
    private static bool IsOfAnotherVersion(Exception error) => error is KhmerCacheException { Diagnostic.Code: DiagnosticCodes.UnknownFormatVersion };

    // The cache as it was written, with one segment damaged, which lies there under its old name or that of its new bytes.
    private SegmentMutation Damage(string named, int seed)
    {
        _folder.Clear();
        var isLines = seed % 2 == 0;
        var mutation = isLines ? SegmentMutation.Create(_lines, _glyphs, seed) : SegmentMutation.Create(_glyphs, _lines, seed);
        var kind = isLines ? SegmentKind.Lines : SegmentKind.Glyphs;
        _folder.Publish(isLines ? SegmentKind.Glyphs : SegmentKind.Lines, file => file.Write(isLines ? _glyphs : _lines));
        var published = _folder.Publish(kind, file => file.Write(named == ByDamagedBytes ? mutation.Bytes : isLines ? _lines : _glyphs));
        File.WriteAllBytes(_folder.PathOf(published), mutation.Bytes);
        if (named == ByManifest)
        {
            _folder.WriteManifest(_manifest);
        }

        return mutation;
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

    /// <summary>What the cache must show, and how often it did.</summary>
    private sealed class Pictures
    {
        private readonly byte[] _pixels = new byte[ushort.MaxValue * SmallCache.ImageHeight];
        private readonly Dictionary<(Recipe Recipe, string Text), byte[]> _expected = Recipes.SelectMany(recipe => Texts, (recipe, text) => (recipe, text))
            .ToDictionary(pair => pair, pair => SmallCache.Draw(pair.recipe, SmallCache.Run(pair.text)));

        public int Shown { get; private set; }

        public int Missed { get; private set; }

        public void ShowAll(CacheFolder folder)
        {
            using var reader = CacheReader.Open(folder);
            foreach (var ((recipe, text), picture) in _expected)
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                if (reader.TryFind(TextHash.Of(utf8), utf8, reader.RecipeIdsOf(recipe.FontPath, recipe.ImageHeight), out var image) && TryDecode(image))
                {
                    AreSame(picture, image);
                    Shown++;
                }
                else
                {
                    Missed++;
                }
            }

            try
            {
                foreach (var (text, recipe, image) in reader.ReadAll().Where(entry => entry.Text != "added"))
                {
                    if (TryDecode(image))
                    {
                        AreSame(recipe == OfPicture ? Picture.Pixels : _expected[(recipe, text)], image);
                    }
                }
            }
            catch (KhmerCacheException exception)
            {
                Assert.Equal(DiagnosticCodes.Damaged, exception.Diagnostic.Code);
            }
        }

        private void AreSame(ReadOnlySpan<byte> expected, in CachedImage image) =>
            Assert.True(expected.SequenceEqual(_pixels.AsSpan(0, image.Width * image.Height)));

        private bool TryDecode(in CachedImage image)
        {
            try
            {
                image.CopyTo(_pixels);
                return true;
            }
            catch (KhmerCacheException)
            {
                return false;
            }
        }
    }
}
