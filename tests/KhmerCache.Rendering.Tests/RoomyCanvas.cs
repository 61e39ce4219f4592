using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Tests;

/// <summary>
/// Draws glyph runs as <c>docs/format.md</c> has it, by other code than readers use and with as much room around the picture as the picture is high:
/// ink that the picture lacks shows there.
/// </summary>
internal sealed class RoomyCanvas(FontFace font) : IDisposable
{
    private const byte White = 255;

    private readonly RoomyGlyphs _glyphs = new(font);
    private byte[] _pixels = [];
    private int _width;
    private int _room;

    public void Draw(in GlyphRun run, Recipe recipe)
    {
        _room = recipe.ImageHeight;
        _width = run.Width + 2 * _room;
        var length = _width * 3 * recipe.ImageHeight;
        if (_pixels.Length < length)
        {
            _pixels = new byte[2 * length];
        }

        _pixels.AsSpan(0, length).Fill(White);
        var size = recipe.FontSize * (64 - run.Shrink) / 64;
        var scale = (((long)size << 28) + recipe.UnitsPerEm / 2) / recipe.UnitsPerEm;
        var pen = 0L;
        foreach (var glyph in run.Glyphs)
        {
            var quarter = 4 * run.OriginX + (int)(((pen + glyph.XOffset) * scale + (1L << 31)) >> 32);
            var rise = (int)((glyph.YOffset * scale + (1L << 33)) >> 34);
            Subtract(_glyphs.InkOf(glyph.Glyph, size, quarter & 3), quarter >> 2, recipe.Baseline - rise);
            pen += glyph.XAdvance;
        }
    }

    /// <summary>Whether a picture is what was drawn, and nothing was drawn around it.</summary>
    public bool Shows(LineImage image)
    {
        for (var row = 0; row < 3 * image.Height; row++)
        {
            var drawn = _pixels.AsSpan(row * _width, _width);
            var inside = row >= _room && row < _room + image.Height;
            if (inside
                ? drawn[.._room].ContainsAnyExcept(White) || drawn[^_room..].ContainsAnyExcept(White)
                    || !drawn[_room..^_room].SequenceEqual(image.Pixels.Slice((row - _room) * image.Width, image.Width))
                : drawn.ContainsAnyExcept(White))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _glyphs.Dispose();

    private void Subtract(GlyphInk ink, int x, int y)
    {
        for (var row = 0; row < ink.Height; row++)
        {
            var target = _pixels.AsSpan((_room + y + ink.Top + row) * _width + _room + x + ink.Left, ink.Width);
            var coverage = ink.Coverage.AsSpan(row * ink.Width, ink.Width);
            for (var column = 0; column < target.Length; column++)
            {
                target[column] = (byte)Math.Max(target[column] - coverage[column], 0);
            }
        }
    }
}
