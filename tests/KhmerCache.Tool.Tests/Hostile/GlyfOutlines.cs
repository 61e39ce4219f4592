using System.Buffers.Binary;
using SkiaSharp;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// The outlines of a TrueType font, read from its tables by nothing that the renderer uses (OpenType specification, "glyf"): what a picture has to show, however the
/// font came to be as it is.
/// </summary>
internal sealed class GlyfOutlines(byte[] file)
{
    private readonly ReadOnlyMemory<byte> _glyf = TableOf(file, "glyf");
    private readonly ReadOnlyMemory<byte> _loca = TableOf(file, "loca");
    private readonly ReadOnlyMemory<byte> _hmtx = TableOf(file, "hmtx");
    private readonly bool _isLong = Word(TableOf(file, "head").Span, 50) != 0;
    private readonly int _longMetrics = Word(TableOf(file, "hhea").Span, 34);

    /// <summary>A table of a font file; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> TableOf(byte[] file, string tag)
    {
        for (var record = 12; record < 12 + 16 * Word(file, 4); record += 16)
        {
            if (System.Text.Encoding.Latin1.GetString(file, record, 4) == tag)
            {
                return file.AsMemory((int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(record + 8)), (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(record + 12)));
            }
        }

        return default;
    }

    /// <summary>The outline of a glyph in font units, y downwards, where the metrics have it start.</summary>
    public SKPath PathOf(ushort glyph)
    {
        using var path = new SKPathBuilder { FillType = SKPathFillType.Winding };
        var (points, ends) = Read(glyph);
        var outline = OutlineOf(glyph).Span;
        var shift = outline.IsEmpty ? 0 : LeftSideBearing(glyph) - Short(outline, 2);
        for (int contour = 0, start = 0; contour < ends.Count; start = ends[contour++] + 1)
        {
            AddContour(path, points[start..(ends[contour] + 1)], shift);
        }

        return path.Detach();
    }

    private static void AddContour(SKPathBuilder path, List<Point> points, int shift)
    {
        if (points.Count < 2)
        {
            return;
        }

        // From a point on the curve; where there is none, from between the last point and the first.
        var first = points.FindIndex(point => point.IsOn);
        var start = first >= 0 ? points[first] : Point.Middle(points[^1], points[0]);
        path.MoveTo(start.X + shift, -start.Y);
        Point? control = null;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[(first + 1 + i) % points.Count];
            if (control is { } bend)
            {
                var end = point.IsOn ? point : Point.Middle(bend, point);
                path.QuadTo(bend.X + shift, -bend.Y, end.X + shift, -end.Y);
            }
            else if (point.IsOn)
            {
                path.LineTo(point.X + shift, -point.Y);
            }

            control = point.IsOn ? null : point;
        }

        if (control is { } last)
        {
            path.QuadTo(last.X + shift, -last.Y, start.X + shift, -start.Y);
        }

        path.Close();
    }

    private (List<Point> Points, List<int> Ends) Read(ushort glyph)
    {
        var outline = OutlineOf(glyph).Span;
        var contours = outline.IsEmpty ? 0 : Short(outline, 0);
        return contours >= 0 ? ReadSimple(outline, contours) : ReadComposite(outline);
    }

    private static (List<Point> Points, List<int> Ends) ReadSimple(ReadOnlySpan<byte> outline, int contours)
    {
        var ends = new List<int>();
        for (var contour = 0; contour < contours; contour++)
        {
            ends.Add(Word(outline, 10 + 2 * contour));
        }

        var flags = new List<byte>();
        var place = contours == 0 ? 0 : 12 + 2 * contours + Word(outline, 10 + 2 * contours);
        while (contours > 0 && flags.Count <= ends[^1])
        {
            var flag = outline[place++];
            flags.AddRange(Enumerable.Repeat(flag, (flag & 8) != 0 ? 1 + outline[place++] : 1));
        }

        var xs = ReadCoordinates(outline, flags, ref place, isShort: 2, isSame: 16);
        var ys = ReadCoordinates(outline, flags, ref place, isShort: 4, isSame: 32);
        return ([.. flags.Select((flag, i) => new Point(xs[i], ys[i], (flag & 1) != 0))], ends);
    }

    private static int[] ReadCoordinates(ReadOnlySpan<byte> outline, List<byte> flags, ref int place, int isShort, int isSame)
    {
        var values = new int[flags.Count];
        var value = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if ((flags[i] & isShort) != 0)
            {
                value += (flags[i] & isSame) != 0 ? outline[place] : -outline[place];
                place++;
            }
            else if ((flags[i] & isSame) == 0)
            {
                value += Short(outline, place);
                place += 2;
            }

            values[i] = value;
        }

        return values;
    }

    private (List<Point> Points, List<int> Ends) ReadComposite(ReadOnlySpan<byte> outline)
    {
        var (points, ends) = (new List<Point>(), new List<int>());
        for (int place = 10, flags = 0x20; (flags & 0x20) != 0;)
        {
            flags = Word(outline, place);
            var (part, partEnds) = Read(Word(outline, place + 2));
            place += 4;
            var (first, second) = (Argument(outline, flags, ref place), Argument(outline, flags, ref place));

            var (xx, yx, xy, yy) = (1f, 0f, 0f, 1f);
            if ((flags & 8) != 0)
            {
                xx = yy = Fraction(outline, ref place);
            }
            else if ((flags & 0x40) != 0)
            {
                (xx, yy) = (Fraction(outline, ref place), Fraction(outline, ref place));
            }
            else if ((flags & 0x80) != 0)
            {
                (xx, yx, xy, yy) = (Fraction(outline, ref place), Fraction(outline, ref place), Fraction(outline, ref place), Fraction(outline, ref place));
            }

            part = part.ConvertAll(point => new Point(point.X * xx + point.Y * xy, point.X * yx + point.Y * yy, point.IsOn));
            var (x, y) = (flags & 2) != 0 ? (first, second) : (points[first].X - part[second].X, points[first].Y - part[second].Y);
            ends.AddRange(partEnds.Select(end => end + points.Count));
            points.AddRange(part.Select(point => new Point(point.X + x, point.Y + y, point.IsOn)));
        }

        return (points, ends);
    }

    private ReadOnlyMemory<byte> OutlineOf(ushort glyph)
    {
        var (start, end) = (OffsetOf(glyph), OffsetOf(glyph + 1));
        return _glyf[start..end];
    }

    private int OffsetOf(int glyph) =>
        _isLong ? (int)BinaryPrimitives.ReadUInt32BigEndian(_loca.Span[(4 * glyph)..]) : 2 * Word(_loca.Span, 2 * glyph);

    private int LeftSideBearing(ushort glyph) =>
        Short(_hmtx.Span, glyph < _longMetrics ? 4 * glyph + 2 : 4 * _longMetrics + 2 * (glyph - _longMetrics));

    // Distances have signs, numbers of points have none.
    private static int Argument(ReadOnlySpan<byte> bytes, int flags, ref int place)
    {
        var start = place;
        place += (flags & 1) != 0 ? 2 : 1;
        return (flags & 3) switch { 3 => Short(bytes, start), 2 => (sbyte)bytes[start], 1 => Word(bytes, start), _ => bytes[start] };
    }

    private static float Fraction(ReadOnlySpan<byte> bytes, ref int place)
    {
        place += 2;
        return Short(bytes, place - 2) / 16384f;
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt16BigEndian(bytes[place..]);

    private static short Short(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadInt16BigEndian(bytes[place..]);

    private readonly record struct Point(float X, float Y, bool IsOn)
    {
        public static Point Middle(Point left, Point right) => new((left.X + right.X) / 2, (left.Y + right.Y) / 2, IsOn: true);
    }
}
