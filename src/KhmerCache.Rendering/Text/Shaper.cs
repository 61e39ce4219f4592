using HarfBuzzSharp;
using KhmerCache.Glyphs;
using Buffer = HarfBuzzSharp.Buffer;

namespace KhmerCache.Rendering.Text;

/// <summary>Shapes lines with HarfBuzz, each stretch of one script on its own. One for each thread: it keeps its buffers.</summary>
internal sealed class Shaper : IDisposable
{
    private static readonly Language Khmer = new("km");
    private static readonly Language Undetermined = new("und");

    private readonly Buffer _buffer = new();
    private readonly List<TextRun> _runs = [];

    /// <summary>Whether the last line had letters that run from right to left. They are shaped as if they ran from left to right.</summary>
    public bool HasRightToLeftScript { get; private set; }

    /// <summary>Shapes <paramref name="text"/>, which is a line of well-formed UTF-16.</summary>
    public void Shape(string text, FontFace font, ShapedLine line)
    {
        ScriptItemizer.Itemize(text, _runs);
        line.Clear();
        HasRightToLeftScript = false;
        foreach (var run in _runs)
        {
            HasRightToLeftScript |= run.Script.HorizontalDirection == Direction.RightToLeft;
            Shape(text, run, font, line);
        }
    }

    public void Dispose() => _buffer.Dispose();

    private void Shape(string text, in TextRun run, FontFace font, ShapedLine line)
    {
        _buffer.ClearContents();

        // The whole line with a stretch of it marked: what stands around it is context, as it would be in a paragraph.
        _buffer.AddUtf16(text.AsSpan(), run.Start, run.Length);
        _buffer.Direction = Direction.LeftToRight;
        _buffer.Script = run.Script;
        _buffer.Language = run.Script == Script.Khmer ? Khmer : Undetermined;
        font.HarfBuzz.Shape(_buffer);

        var infos = _buffer.GetGlyphInfoSpan();
        var positions = _buffer.GetGlyphPositionSpan();
        for (var i = 0; i < infos.Length; i++)
        {
            ref readonly var position = ref positions[i];
            line.Add(
                // What no font can have stays what no font can have, and does not become another glyph by the loss of its high bits.
                new PositionedGlyph((ushort)Math.Min(infos[i].Codepoint, ushort.MaxValue), position.XAdvance, position.XOffset, position.YOffset),
                (int)infos[i].Cluster,
                position.YAdvance);
        }
    }
}
