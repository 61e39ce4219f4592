using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Raster;

/// <summary>
/// How much of each pixel lies within an outline, in integers, so that every machine comes to the same. Each row of pixels is crossed by
/// <see cref="LinesPerPixel"/> scanlines. What of a scanline lies within is known exactly; contours may overlap, and what several of them
/// cover counts once (non-zero winding).
/// </summary>
/// <remarks>The loops are optimised at once: a process draws its glyphs in its first second, and was through with them before the compiler had seen that they matter.</remarks>
internal static class OutlineFiller
{
    /// <summary>So many scanlines put a horizontal edge at most 2 of 255 steps of coverage from its place.</summary>
    private const int LinesPerPixel = 64;

    private const int Pixel = 1 << OutlineFlattener.PixelBits;
    private const int LineStep = Pixel / LinesPerPixel;

    // A column is as wide as the glyph moves from phase to phase, so that all phases are sums of the same columns.
    private const int Column = Pixel / FontScale.Phases;

    private const int SlopeBits = 24;

    private const int Few = 64;

    /// <summary>Letters have some ten crossings on a line; a thousand times that takes 128 MB, and is damage or malice.</summary>
    private const long MaxCrossings = 1 << 24;

    /// <summary>The coverage of a box, 0 to 255: phase after phase, row after row. False for outlines with more edges than a letter's can have.</summary>
    public static bool TryFill(List<OutlineEdge> edges, int width, int height, out byte[] coverage)
    {
        coverage = [];
        if (edges.Count > OutlineFlattener.MaxEdges || Cross(CollectionsMarshal.AsSpan(edges), height * LinesPerPixel) is not var (lines, crossings))
        {
            return false;
        }

        coverage = new byte[GlyphMask.CoverageLength(width, height)];
        var columns = new int[width * FontScale.Phases + 1];
        for (var row = 0; row < height; row++)
        {
            Array.Clear(columns);
            for (var line = row * LinesPerPixel; line < (row + 1) * LinesPerPixel; line++)
            {
                AddLine(crossings.AsSpan(lines[line]..lines[line + 1]), columns);
            }

            for (var phase = 0; phase < FontScale.Phases; phase++)
            {
                Sum(columns, phase, coverage.AsSpan((phase * height + row) * width, width));
            }
        }

        return true;
    }

    /// <summary>Where the edges cross the scanlines: those of a line from <c>Lines[line]</c> on, in no order. Null for too many.</summary>
    private static (int[] Lines, Crossing[] Crossings)? Cross(ReadOnlySpan<OutlineEdge> edges, int lineCount)
    {
        var lines = new int[lineCount + 1];
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = LinesOf(edge, lineCount);
            for (var line = first; line < end; line++)
            {
                lines[line]++;
            }
        }

        var total = 0L;
        for (var line = 0; line <= lineCount; line++)
        {
            total += lines[line];
            if (total > MaxCrossings)
            {
                return null;
            }

            lines[line] = (int)total;
        }

        // Filled from each line's end, so that the ends become the starts.
        var crossings = new Crossing[lines[lineCount]];
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = LinesOf(edge, lineCount);
            if (first == end)
            {
                continue;
            }

            var slope = ((long)(edge.X1 - edge.X0) << SlopeBits) / (edge.Y1 - edge.Y0);
            var x = ((long)edge.X0 << SlopeBits) + (1L << (SlopeBits - 1)) + slope * (CentreOf(first) - edge.Y0);
            var direction = Math.Sign(edge.Y1 - edge.Y0);
            for (var line = first; line < end; line++)
            {
                crossings[--lines[line]] = new Crossing((int)(x >> SlopeBits), direction);
                x += slope * LineStep;
            }
        }

        return (lines, crossings);
    }

    /// <summary>The lines that an edge crosses, of which it has its upper end and not its lower one. What leaves the box above or below is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int End) LinesOf(in OutlineEdge edge, int lineCount)
    {
        var (top, bottom) = (Math.Min(edge.Y0, edge.Y1), Math.Max(edge.Y0, edge.Y1));
        return (Math.Clamp(FirstBelow(top), 0, lineCount), Math.Clamp(FirstBelow(bottom), 0, lineCount));

        static int FirstBelow(int y) => (y + LineStep / 2 - 1) / LineStep;
    }

    private static int CentreOf(int line) => line * LineStep + LineStep / 2;

    /// <summary>Adds what lies within on a line. A column holds how much the coverage rises from the column before it.</summary>
    private static void AddLine(Span<Crossing> crossings, int[] columns)
    {
        SortByX(crossings);
        var winding = 0;
        foreach (ref readonly var crossing in crossings)
        {
            var before = winding;
            winding += crossing.Direction;
            if (before == 0 || winding == 0)
            {
                Step(crossing.X, before == 0 ? 1 : -1, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(int x, int sign, int[] columns)
    {
        var last = columns.Length - 1;
        x = Math.Clamp(x, 0, last * Column);
        var (column, part) = (x / Column, x % Column);
        columns[column] += sign * (Column - part);
        columns[Math.Min(column + 1, last)] += sign * part;
    }

    // Few, and mostly in order. Where several are at one place, their order makes no difference.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SortByX(Span<Crossing> crossings)
    {
        if (crossings.Length > Few)
        {
            crossings.Sort((one, two) => one.X.CompareTo(two.X));
            return;
        }

        for (var i = 1; i < crossings.Length; i++)
        {
            var crossing = crossings[i];
            var place = i;
            for (; place > 0 && crossings[place - 1].X > crossing.X; place--)
            {
                crossings[place] = crossings[place - 1];
            }

            crossings[place] = crossing;
        }
    }

    private static void Sum(int[] columns, int phase, Span<byte> coverage)
    {
        const int full = Pixel * LinesPerPixel;
        var (level, next) = (0, 0);
        for (var pixel = 0; pixel < coverage.Length; pixel++)
        {
            var sum = 0;
            for (var end = (pixel + 1) * FontScale.Phases - phase; next < end; next++)
            {
                level += columns[next];
                sum += level;
            }

            coverage[pixel] = (byte)((sum * 255 + full / 2) / full);
        }
    }

    private readonly record struct Crossing(int X, int Direction);
}
