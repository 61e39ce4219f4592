using System.Runtime.CompilerServices;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using SkiaSharp;

namespace KhmerCache.Rendering.Raster;

/// <summary>
/// Turns a glyph's outline into straight edges, in integers only: where curves are cut with floating-point numbers, processors that fuse
/// multiplication and addition (arm64) and others (x64) come to different edges now and then.
/// </summary>
internal sealed class OutlineFlattener
{
    /// <summary>Coordinates are in 1/256 px.</summary>
    public const int PixelBits = 8;

    /// <summary>Letters have some thousand edges; a thousand times that takes 16 MB, and is damage or malice.</summary>
    public const int MaxEdges = 1 << 20;

    // An edge may run half of 1/256 px from its curve, which is four times that.
    private const int MaxBend = 2;

    // More steps would overflow 64 bits, and only curves of more than 30,000 px ask for them.
    private const int MaxStepBits = 11;

    // Outlines come at one pixel per font unit; what is finer than 1/64 unit is rounding on the way.
    private const int UnitFraction = 64;

    private readonly List<OutlineEdge> _edges = [];
    private readonly long _fixedPerUnit;
    private readonly GlyphBox _box;
    private (long X, long Y) _start;
    private (long X, long Y) _pen;

    private OutlineFlattener(FontScale scale, GlyphBox box) => (_fixedPerUnit, _box) = (scale.FixedPerUnit, box);

    /// <summary>The edges of an outline in font units, y downwards. Every contour is closed. Where there are more than <see cref="MaxEdges"/>, the others are left out.</summary>
    public static List<OutlineEdge> Flatten(SKPath outline, FontScale scale, GlyphBox box)
    {
        var flattener = new OutlineFlattener(scale, box);
        using var verbs = outline.CreateRawIterator();
        var points = new SKPoint[4];
        while (verbs.Next(points) is var verb && verb != SKPathVerb.Done)
        {
            flattener.Add(verb, points);
        }

        flattener.LineTo(flattener._start);
        return flattener._edges;
    }

    private void Add(SKPathVerb verb, SKPoint[] points)
    {
        switch (verb)
        {
            case SKPathVerb.Move:
                LineTo(_start);
                _pen = _start = Place(points[0]);
                break;
            case SKPathVerb.Line:
                LineTo(Place(points[1]));
                break;
            case SKPathVerb.Quad:
                CurveTo(Place(points[1]), Place(points[2]));
                break;
            case SKPathVerb.Cubic:
                CurveTo(Place(points[1]), Place(points[2]), Place(points[3]));
                break;
            case SKPathVerb.Close:
                LineTo(_start);
                break;
            default:
                throw new InvalidOperationException($"An outline has a curve of kind {verb}, which no font has.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LineTo((long X, long Y) end)
    {
        if (end != _pen && _edges.Count <= MaxEdges)
        {
            _edges.Add(new OutlineEdge((int)_pen.X, (int)_pen.Y, (int)end.X, (int)end.Y));
            _pen = end;
        }
    }

    // In n equal steps of the parameter, n a power of two. The edges run at most bend / 4n² from a curve of second degree.
    private void CurveTo((long X, long Y) control, (long X, long Y) end)
    {
        var start = _pen;
        var bits = StepBits(Bend(start, control, end));
        var n = 1L << bits;
        for (var i = 1L; i <= n && _edges.Count <= MaxEdges; i++)
        {
            var (a, b, c) = ((n - i) * (n - i), 2 * i * (n - i), i * i);
            LineTo((
                Divide(a * start.X + b * control.X + c * end.X, 2 * bits),
                Divide(a * start.Y + b * control.Y + c * end.Y, 2 * bits)));
        }
    }

    // And at most three times the larger bend / 4n² from one of third degree.
    private void CurveTo((long X, long Y) control1, (long X, long Y) control2, (long X, long Y) end)
    {
        var start = _pen;
        var bits = StepBits(3 * Math.Max(Bend(start, control1, control2), Bend(control1, control2, end)));
        var n = 1L << bits;
        for (var i = 1L; i <= n && _edges.Count <= MaxEdges; i++)
        {
            var (a, b, c, d) = ((n - i) * (n - i) * (n - i), 3 * i * (n - i) * (n - i), 3 * i * i * (n - i), i * i * i);
            LineTo((
                Divide(a * start.X + b * control1.X + c * control2.X + d * end.X, 3 * bits),
                Divide(a * start.Y + b * control1.Y + c * control2.Y + d * end.Y, 3 * bits)));
        }
    }

    private static long Bend((long X, long Y) start, (long X, long Y) control, (long X, long Y) end) =>
        Math.Max(Math.Abs(start.X - 2 * control.X + end.X), Math.Abs(start.Y - 2 * control.Y + end.Y));

    private static int StepBits(long bend)
    {
        var bits = 0;
        while (bits < MaxStepBits && bend >> (2 * bits) > MaxBend)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>Divides by a power of two and rounds to the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Divide(long value, int bits) => bits == 0 ? value : (value + (1L << (bits - 1))) >> bits;

    private (long X, long Y) Place(SKPoint point) => (
        Fixed(point.X) - ((long)_box.Left << PixelBits),
        Fixed(point.Y) + ((long)_box.Top << PixelBits));

    // 1/64 unit × 2^-32 quarter pixels per unit = 2^-32 of 1/256 px.
    private long Fixed(float units) => Divide((long)MathF.Round(units * UnitFraction) * _fixedPerUnit, 32);
}
