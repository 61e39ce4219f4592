using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Glyphs;
using Xunit;

namespace KhmerCache.Tests;

/// <summary>The composer and its vector operations beside the scalar reference, <see cref="PlainComposer"/>.</summary>
public sealed class ComposingAnyLine
{
    private const int Guard = 64;

    // All of them: FsCheck's own integers stay near 0, and come again.
    private static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue));

    [Property(MaxTest = 600)]
    public Property A_picture_is_the_one_of_the_scalar_reference() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var font = new AnyFont(random);
        var run = font.Run(random, stray: random.Next(8) == 0);

        var drawn = TryCompose(Codecs.Encode(run, font.Symbols), font, run.Width, out var pixels);

        var expected = PlainComposer.Compose(font.Recipe, run, font.Masks);
        Assert.Equal(expected is not null, drawn);
        Assert.True(expected is null || expected.AsSpan().SequenceEqual(pixels));
    });

    /// <summary>
    /// Guards against a vector that reaches beyond the picture: as long as the padding of a row is 0, that shows nowhere but in a crash. Here it is ink.
    /// </summary>
    [Property(MaxTest = 300)]
    public Property The_padding_of_a_mask_is_never_drawn_outside_the_picture() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var font = new AnyFont(random);
        var run = font.Run(random, stray: false);
        font.FillPadding();

        TryCompose(Codecs.Encode(run, font.Symbols), font, run.Width, out _);
    });

    /// <summary>Guards against tests that compare nothing: most runs must be drawable, and all widths of masks and all ends of rows come up.</summary>
    [Fact]
    public void Most_of_these_lines_have_a_picture_and_much_ink()
    {
        var (pictures, refused, inked) = (0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var font = new AnyFont(random);
            var pixels = PlainComposer.Compose(font.Recipe, font.Run(random, stray: seed % 8 == 0), font.Masks);
            pictures += pixels is null ? 0 : 1;
            refused += pixels is null ? 1 : 0;
            inked += pixels is not null && pixels.Count(pixel => pixel < 255) > 100 ? 1 : 0;
        }

        Assert.InRange(pictures, 150, 190);
        Assert.Equal(200, pictures + refused);
        Assert.InRange(inked, 120, 195);
    }

    [Property(MaxTest = 1000)]
    public Property Bytes_that_are_no_run_are_refused_or_drawn_as_the_run_that_they_are() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Seeds, (bytes, seed) =>
    {
        var random = new Random(seed);
        var font = new AnyFont(random);
        var width = random.Next(1, 300);

        // Most bytes are no run at all; these begin as one.
        byte[] source = random.Next(3) == 0 ? bytes : [(byte)random.Next(4), (byte)random.Next(250), .. bytes];

        var drawn = TryCompose(source, font, width, out var pixels);

        var expected = Codecs.TryDecode(source, width, font.Symbols, out var run) ? PlainComposer.Compose(font.Recipe, run, font.Masks) : null;
        Assert.Equal(expected is not null, drawn);
        Assert.True(expected is null || expected.AsSpan().SequenceEqual(pixels));
    });

    /// <summary>Positions that no shaper gives: whatever comes of them, nothing outside the picture is written.</summary>
    [Property(MaxTest = 1000)]
    public Property Positions_that_overflow_write_nothing_outside_the_picture() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var font = new AnyFont(random);
        int[] extremes = [int.MinValue, int.MinValue + 1, -(1 << 30), -1, 0, 1, 1 << 30, int.MaxValue - 1, int.MaxValue];
        PositionedGlyph[] symbols =
        [
            .. Enumerable.Range(0, 40).Select(_ => new PositionedGlyph(
                font.Masks.Keys.ElementAt(random.Next(font.Masks.Count)), Extreme(), Extreme(), random.Next(2) == 0 ? 0 : Extreme())),
        ];
        var recipe = font.Recipe with { FontSize = Math.Max(0, Extreme()), UnitsPerEm = Math.Max(1, Extreme()), Baseline = random.Next(2) == 0 ? Extreme() : font.Recipe.Baseline };
        byte[] bytes = [.. Codecs.Encode(new GlyphRun(100, Extreme(), random.Next(49), []), []), .. Enumerable.Range(0, 60).Select(_ => (byte)random.Next(40))];
        var guarded = Guarded(100 * recipe.ImageHeight);

        Codecs.TryCompose(bytes, recipe, symbols, font.Atlas, 100, guarded.AsSpan()[Guard..^Guard]);

        Check(guarded);

        int Extreme() => extremes[random.Next(extremes.Length)];
    });

    private static bool TryCompose(byte[] bytes, AnyFont font, int width, out byte[] pixels)
    {
        var guarded = Guarded(width * font.Recipe.ImageHeight);
        var drawn = Codecs.TryCompose(bytes, font.Recipe, font.Symbols, font.Atlas, width, guarded.AsSpan()[Guard..^Guard]);
        Check(guarded);
        pixels = guarded[Guard..^Guard];
        return drawn;
    }

    private static byte[] Guarded(int length)
    {
        var guarded = new byte[Guard + length + Guard];
        guarded.AsSpan().Fill(7);
        return guarded;
    }

    private static void Check(byte[] guarded)
    {
        Assert.Equal(-1, guarded.AsSpan(0, Guard).IndexOfAnyExcept((byte)7));
        Assert.Equal(-1, guarded.AsSpan()[^Guard..].IndexOfAnyExcept((byte)7));
    }

    /// <summary>A font with masks of all sizes, at a height between the least and the greatest, and a table of symbols.</summary>
    private sealed class AnyFont
    {
        public AnyFont(Random random)
        {
            var height = random.Next(16, 257);
            Recipe = SmallCache.RecipeOf("any.ttf") with
            {
                ImageHeight = height,
                UnitsPerEm = new[] { 1000, 1024, 2048, 4096 }[random.Next(4)],
                FontSize = height * random.Next(20, 64),
                Baseline = random.Next(height + 1),
            };

            for (var glyph = random.Next(1, 12); glyph > 0; glyph--)
            {
                Masks[(ushort)random.Next(ushort.MaxValue + 1)] = Mask(random, height);
            }

            Atlas = new GlyphAtlas([.. Masks]);

            // The symbols that a run uses come last: with a table of many, their indices take several bytes.
            var unused = new[] { 0, 0, 100, 17_000 }[random.Next(4)];
            Symbols = [.. AnyEntries.Symbols[..unused]];
        }

        public Recipe Recipe { get; }

        public Dictionary<ushort, GlyphMask> Masks { get; } = [];

        public GlyphAtlas Atlas { get; }

        public PositionedGlyph[] Symbols { get; private set; }

        /// <summary>Puts ink where the rows of the atlas are padded.</summary>
        public void FillPadding()
        {
            foreach (var mask in Atlas.Masks)
            {
                for (var row = 0; row < FontScale.Phases * mask.Height; row++)
                {
                    Atlas.Coverage.AsSpan(mask.Offset + row * mask.Stride + mask.Width, mask.Stride - mask.Width).Fill(1);
                }
            }
        }

        /// <summary>A run of glyphs that lie anywhere within the picture, its edges included; a stray one may lie outside.</summary>
        public GlyphRun Run(Random random, bool stray)
        {
            var run = new GlyphRun(random.Next(4) == 0 ? random.Next(1, 40) : random.Next(1, 600), random.Next(-5, 40), random.Next(3) == 0 ? random.Next(1, GlyphRun.MaxShrink + 1) : 0, []);
            var glyphs = new List<PositionedGlyph>();
            Int128 pen = 0;
            for (var i = random.Next(60); i > 0; i--)
            {
                var (id, mask) = Masks.ElementAt(random.Next(Masks.Count));
                var glyph = Aim(random, run, (long)pen, id, mask, stray);
                var (column, row, _) = PlainComposer.Place(Recipe, run.Shrink, run.OriginX, pen, glyph, mask);
                if (mask.Width == 0 || stray
                    || (column >= 0 && row >= 0 && column + mask.Width <= run.Width && row + mask.Height <= Recipe.ImageHeight))
                {
                    glyphs.Add(glyph);
                    pen += glyph.XAdvance;
                }
            }

            Symbols = [.. Symbols, .. glyphs.Distinct()];
            return run with { Glyphs = [.. glyphs] };
        }

        // Offsets that bring the mask to a random place; to its quarter pixel only nearly, which is why the caller looks where it came to lie.
        private PositionedGlyph Aim(Random random, in GlyphRun run, long pen, ushort id, GlyphMask mask, bool stray)
        {
            var quartersPerUnit = Recipe.FontSize * (64 - run.Shrink) / 64 / 16.0 / Recipe.UnitsPerEm;
            var column = Near(random, run.Width - mask.Width, stray);
            var row = Near(random, Recipe.ImageHeight - mask.Height, stray);
            var x = (4 * (column - mask.Left - run.OriginX) + random.Next(4)) / quartersPerUnit - pen;
            var y = 4 * (Recipe.Baseline - mask.Top - row) / quartersPerUnit;
            return new PositionedGlyph(id, random.Next(-200, 900), (int)x, (int)y);
        }

        /// <summary>A place from 0 to <paramref name="last"/>, often at the edges; a stray one may be a little beyond them.</summary>
        private static int Near(Random random, int last, bool stray) => random.Next(4) switch
        {
            0 => last + (stray ? random.Next(-2, 3) : 0),
            1 => stray ? random.Next(-2, 3) : 0,
            _ => random.Next(Math.Max(1, last + 1)),
        };

        private static GlyphMask Mask(Random random, int imageHeight)
        {
            // Around the widths where a row takes one vector more.
            var width = random.Next(3) == 0 ? new[] { 0, 1, 15, 16, 17, 31, 32, 33, 48, 64, 65 }[random.Next(11)] : random.Next(1, 80);
            var height = width == 0 ? 0 : random.Next(1, Math.Max(2, imageHeight * 3 / 4));
            var coverage = new byte[GlyphMask.CoverageLength(width, height)];
            random.NextBytes(coverage);
            for (var i = 0; i < coverage.Length; i++)
            {
                // Much white, as glyphs have; two of the others often add up to more than black.
                coverage[i] = coverage[i] < 100 ? (byte)0 : coverage[i];
            }

            return new GlyphMask((short)random.Next(-20, 21), (short)random.Next(-height, height + 20), (ushort)width, (ushort)height, coverage);
        }
    }
}
