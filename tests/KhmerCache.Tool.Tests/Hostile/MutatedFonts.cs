using System.Globalization;
using System.Text;
using KhmerCache.Rendering;
using Xunit.Abstractions;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// Copies of the sixteen fonts with something wrong in them. Set KHMERCACHE_MUTATIONS=2000 to try all, each in a process of its own too; without it, an even
/// choice of them.
/// </summary>
public sealed class MutatedFonts(ITestOutputHelper log) : IDisposable
{
    private const int All = 2000;
    private const int Chosen = 288;
    private const int ChosenForProcesses = 24;

    private static readonly int? Asked =
        int.TryParse(Environment.GetEnvironmentVariable("KHMERCACHE_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static readonly string[] Files =
        [.. Directory.GetFiles(Repository.PathOf("fonts"), "*.ttf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static readonly byte[][] Fonts = Array.ConvertAll(Files, File.ReadAllBytes);

    /// <summary>Stacked subscripts, vowels around their consonants, marks on marks, Latin and digits.</summary>
    private static readonly string[] Lines =
    [
        .. Repository.Train(3000).Where(line => line.Contains("\u17D2\u179A", StringComparison.Ordinal)).Where((_, index) => index % 50 == 0).Take(23),
        "ស្ត្រី ញ៉ាំ ស៊ី ប៉ុន្មាន លក្ស្មី",
        "កាកិកីកឹកឺកុកូកួកើកឿកៀកេកែកៃកោកៅកុំកំកាំកះ",
        "ក្ងក្ញក្ដក្តក្នក្បក្មក្យក្រក្លក្វក្ស",
        "ខ្មែរ English ១២៣៤៥ 678",
        "Hello, World 0123456789",
        "ABCDEFG abcdefg (x) [y] 1/2",
        "ភាសាខ្មែរ",
    ];

    /// <summary>The tables that shape and draw text.</summary>
    private static readonly string[] TablesThatMatter = ["GDEF", "GPOS", "GSUB", "cmap", "glyf", "head", "hhea", "hmtx", "kern", "loca", "maxp"];

    private static readonly string?[][] Originals = [.. Fonts.Select((bytes, index) => Show(bytes, Files[index]).Pictures)];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Each_gives_the_pictures_of_its_own_outlines_or_an_error_that_names_it()
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var mutation in Mutations(Asked ?? Chosen))
        {
            var file = _workspace.Write($"fonts/mutation-{mutation.Number}.ttf", mutation.Bytes);
            var (error, pictures, faults) = Show(mutation.Bytes, file);
            Assert.True(faults.Count == 0, $"{mutation}: {string.Join("; ", faults)}");
            if (error is not null)
            {
                Assert.True(error.File == file && error.Code.StartsWith("KHC2", StringComparison.Ordinal), $"{mutation}: {error}");
            }
            else if (MattersAreThoseOf(Fonts[mutation.Font], mutation.Bytes))
            {
                Assert.True(Originals[mutation.Font].SequenceEqual(pictures), $"{mutation}: what shows is another picture than the sound font's, but nothing that matters was changed.");
            }
            else
            {
                Assert.True(mutation.IsSealed, $"{mutation}: the font is damaged, and nobody says so.");
            }

            var outcome = $"{mutation.Kind} ({(mutation.IsSealed ? "with right checksums" : "as damage leaves it")}): {error?.Code ?? "pictures"}";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        log.WriteLine(string.Join(Environment.NewLine, outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));
    }

    /// <summary>They once gave pictures: the libraries guess where tables do not fit each other, and leave out the parts of a glyph that they can't find.</summary>
    [Theory]
    [InlineData(118, "its table 'loca' has glyph 467 begin at byte 268556032")]
    [InlineData(215, "its table 'head', 'maxp' or 'hhea' is too short")]
    [InlineData(217, "its table 'loca' is too short for 453 glyphs")]
    [InlineData(220, "its table 'loca' has glyph 172 begin at byte 26764")]
    [InlineData(319, "its table 'loca' has glyph 8 begin at byte 0")]
    [InlineData(727, "is made of one that is not there")]
    [InlineData(1147, "is made of one that is not there")]
    public void Damage_that_has_right_checksums_and_was_not_seen(int number, string message)
    {
        var mutation = FontMutation.Create(number, Fonts);

        var error = Show(mutation.Bytes, _workspace.Write("mutation.ttf", mutation.Bytes)).Error;

        Assert.True(mutation.IsSealed);
        Assert.Equal(DiagnosticCodes.NotAFont, error?.Code);
        Assert.Contains(message, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_that_give_pictures_make_a_sound_cache_and_the_same_one_twice()
    {
        foreach (var mutation in Mutations(Chosen).Where(mutation => mutation.IsSealed))
        {
            var file = _workspace.Write($"mutations/mutation-{mutation.Number}.ttf", mutation.Bytes);
            if (Show(mutation.Bytes, file).Error is not null)
            {
                File.Delete(file);
            }
        }

        _workspace.Write("lines.txt", Lines);
        string[] arguments = ["--corpus", "train=lines.txt", "--fonts", "mutations/*.ttf", "--on-unrenderable", "skip"];
        var outcome = _workspace.Run("pregenerate", arguments).Exits(0);
        Assert.Equal(outcome.Number("planned"), outcome.Number("rendered") + outcome.Number("skipped"));
        Assert.True(outcome.Number("rendered") > 500, outcome.Output);
        _workspace.Run("validate", "--deep").Exits(0);
        _workspace.PregenerateInto("again", [.. arguments, "--jobs", "1"]).Exits(0);
        _workspace.FilesOf("again").AreThoseOf(_workspace.Files);
    }

    /// <summary>The process is seen from outside: no death that is not told, no hang, no memory beyond the limit, and a cache that is as it was.</summary>
    [Fact]
    public void None_of_them_harms_the_worker_or_the_cache()
    {
        _workspace.Write("lines.txt", Lines);
        _workspace.Pregenerate().Exits(0);
        var before = _workspace.Files;
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var megabytes = 0L;
        foreach (var mutation in Mutations(Asked ?? ChosenForProcesses))
        {
            var file = _workspace.Write("mutation.ttf", mutation.Bytes);
            string[] arguments = ["pregenerate", "--json", "--corpus", "train=lines.txt", "--fonts", "mutation.ttf", "--cache-dir", _workspace.Cache];
            var outcome = Worker.Run(_workspace.PathOf("."), arguments);
            megabytes = Math.Max(megabytes, outcome.Megabytes);
            if (outcome.ExitCode == ExitCode.Good)
            {
                Assert.Equal(Lines.Length, outcome.Number("rendered") + outcome.Number("skipped"));
                _workspace.Run("validate", "--deep").Exits(0);
                Directory.Delete(_workspace.Cache, recursive: true);
                foreach (var name in before.Names)
                {
                    _workspace.Write($"cache/{name}", before[name]);
                }
            }
            else
            {
                Assert.True(outcome.ExitCode == ExitCode.Failed && outcome.Error.Contains($"{file}: error KHC2", StringComparison.Ordinal), $"{mutation}: exit {outcome.ExitCode}, {outcome.Error}");
            }

            _workspace.Files.AreThoseOf(before);
            var way = $"{mutation.Kind} ({(mutation.IsSealed ? "with right checksums" : "as damage leaves it")}): exit {outcome.ExitCode}";
            outcomes[way] = outcomes.GetValueOrDefault(way) + 1;
        }

        log.WriteLine(string.Join(Environment.NewLine, outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));
        log.WriteLine($"peak: {megabytes} MB");
    }

    // In steps that go through all fonts and all ways to mutate them, and in the end through all numbers.
    private static IEnumerable<FontMutation> Mutations(int count) =>
        Enumerable.Range(0, count).Select(index => FontMutation.Create(index * 17 % Math.Max(All, count), Fonts));

    /// <summary>Shows all lines in a font; a line without a picture is null.</summary>
    private static (Diagnostic? Error, string?[] Pictures, List<string> Faults) Show(byte[] bytes, string file)
    {
        var (pictures, faults) = (new List<string?>(), new List<string>());
        try
        {
            using var renderer = new LineRenderer();
            var font = new FontDescriptor("mutation", "mutation.ttf", file);
            _ = renderer.GetRecipe(font, 32);
            var outlines = new GlyfOutlines(bytes);
            foreach (var text in Lines)
            {
                if (!renderer.TryRender(text, font, 32, out var line, out _))
                {
                    pictures.Add(null);
                    continue;
                }

                pictures.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(line.Image.Pixels)));
                if (OwnPicture.FindFault(line, outlines) is { } fault)
                {
                    faults.Add($"'{text}': {fault}");
                }
            }

            return (null, [.. pictures], faults);
        }
        catch (KhmerCacheException exception)
        {
            return (exception.Diagnostic, [], faults);
        }
    }

    private static bool MattersAreThoseOf(byte[] original, byte[] mutation) => TablesThatMatter.All(tag => tag == "head"
        ? WithoutChecksum(GlyfOutlines.TableOf(original, tag).Span) == WithoutChecksum(GlyfOutlines.TableOf(mutation, tag).Span)
        : GlyfOutlines.TableOf(original, tag).Span.SequenceEqual(GlyfOutlines.TableOf(mutation, tag).Span));

    private static string WithoutChecksum(ReadOnlySpan<byte> head) => Encoding.Latin1.GetString(head[..8]) + Encoding.Latin1.GetString(head[12..]);
}
