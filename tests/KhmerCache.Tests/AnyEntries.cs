using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache.Tests;

/// <summary>What a cache may be asked to hold, sensible or not: runs, pictures, fonts and lines for property tests.</summary>
internal static class AnyEntries
{
    /// <summary>More symbols than two bytes can count; a segment's table is a part of them.</summary>
    public static readonly PositionedGlyph[] Symbols =
        [.. Enumerable.Range(0, 40_000).Select(i => new PositionedGlyph((ushort)(i * 7919), i * 31 - 500_000, i % 5 * -300, i % 11 * 90))];

    /// <summary>Sizes of tables around the places where an index takes one byte more.</summary>
    public static readonly Gen<int> TableSize = Gen.OneOf(Gen.Choose(1, 300), Gen.Elements(127, 128, 129, 16_383, 16_384, 16_385, 40_000));

    private static readonly Gen<int> AnyInt = Gen.OneOf(
        Gen.Constant(0), Gen.Choose(-5000, 5000), Gen.Elements(int.MinValue, int.MinValue + 1, -1, int.MaxValue), Gen.Choose(int.MinValue / 2, int.MaxValue / 2));

    private static readonly Gen<PositionedGlyph> Glyph =
        from id in Gen.Choose(0, ushort.MaxValue)
        from advance in AnyInt
        from x in AnyInt
        from y in AnyInt
        select new PositionedGlyph((ushort)id, advance, x, y);

    /// <summary>Runs whose glyphs are anything.</summary>
    public static Gen<GlyphRun> Run { get; } =
        from glyphs in Gen.OneOf(Gen.ArrayOf(Glyph), Gen.ArrayOf(Glyph, 300))
        from run in RunOf(glyphs)
        select run;

    /// <summary>Pictures of any contents and all shapes, the widest included.</summary>
    public static Gen<LineImage> Picture { get; } =
        from size in Gen.OneOf<(int Width, int Height)>(
            from width in Gen.Choose(1, 70)
            from height in Gen.Choose(1, 40)
            select (Width: width, Height: height),
            Gen.Elements((1, 1), (1, 300), (300, 1), (127, 3), (128, 3), (129, 3), (ushort.MaxValue, 1), (1, ushort.MaxValue), (ushort.MaxValue, 3)))
        from kind in Gen.Choose(0, 5)
        from seed in Gen.Choose(0, int.MaxValue)
        select Draw(size.Width, size.Height, kind, new Random(seed));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.ArrayOf(Gen.Elements("ក", "្", "ខ", "ា", "a", " ", "\u200b", "é", "😀", "\0")).Select(string.Concat),
        Gen.Choose(0, 9999).Select(number => $"line {number}"));

    private static readonly Gen<Recipe> FontOfRuns =
        from path in Gen.Elements("a.ttf", "fonts/b.ttf", "ពុម្ព/c d.ttf", "|")
        from height in Gen.Choose(16, 256)
        from sha in Gen.Elements("font", "other")
        from unitsPerEm in Gen.Elements(1, 1000, 2048, 16_384)
        from size in Gen.Choose(0, 20_000)
        from baseline in Gen.Choose(0, height)
        select SmallCache.RecipeOf(path, sha) with { ImageHeight = height, UnitsPerEm = unitsPerEm, FontSize = size, Baseline = baseline };

    private static readonly Gen<ImageEntry> Image = Gen.Frequency(
        (4, from recipe in FontOfRuns from run in Run select new ImageEntry(recipe, run)),
        (4, from recipe in FontOfRuns from size in TableSize from run in RunOfTable(size) select new ImageEntry(recipe, run)),
        (1, from path in Gen.Elements("a.ttf", "p.ttf") from picture in Picture select new ImageEntry(Recipe.Pixels(path, picture.Height), default, picture)));

    /// <summary>Lines of distinct texts, each with at most one image of a recipe, and at least one.</summary>
    public static Gen<LineEntry[]> Lines { get; } =
        from lines in Gen.NonEmptyListOf(
            from text in Text
            from images in Gen.NonEmptyListOf(Image)
            select new LineEntry(Encoding.UTF8.GetBytes(text), [.. images.DistinctBy(image => image.Recipe)]))
        select lines.DistinctBy(line => Encoding.UTF8.GetString(line.TextUtf8)).ToArray();

    /// <summary>Runs of the first <paramref name="size"/> of <see cref="Symbols"/>, the last one often among them.</summary>
    public static Gen<GlyphRun> RunOfTable(int size) =>
        from indices in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, size - 1), Gen.Choose(0, Math.Min(size, 130) - 1), Gen.Constant(size - 1)))
        from run in RunOf(Array.ConvertAll(indices, index => Symbols[index]))
        select run;

    private static Gen<GlyphRun> RunOf(PositionedGlyph[] glyphs) =>
        from width in Gen.OneOf(Gen.Choose(1, 2000), Gen.Elements(1, ushort.MaxValue))
        from origin in AnyInt
        from shrink in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, GlyphRun.MaxShrink))
        select new GlyphRun(width, origin, shrink, glyphs);

    private static LineImage Draw(int width, int height, int kind, Random random)
    {
        var pixels = new byte[width * height];
        var (level, step) = (random.Next(256), random.Next(256));
        switch (kind)
        {
            case 0:
                random.NextBytes(pixels);
                break;
            case 1:
                pixels.AsSpan().Fill((byte)level);
                break;
            case 2:
                for (var i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = (byte)(level + i * step);
                }

                break;
            case 3:
                // Runs of all lengths, shorter and longer than a packet.
                for (int i = 0, length; i < pixels.Length; i += length)
                {
                    length = Math.Min(random.Next(1, random.Next(4) == 0 ? 400 : 5), pixels.Length - i);
                    pixels.AsSpan(i, length).Fill((byte)random.Next(256));
                }

                break;
            default:
                // Ink on paper.
                pixels.AsSpan().Fill(255);
                for (var i = random.Next(20); i < pixels.Length; i += random.Next(1, 60))
                {
                    pixels[i] = (byte)random.Next(256);
                }

                break;
        }

        return new LineImage(width, height, pixels);
    }
}
