using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Text;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>shape</c>: what the shaper makes of each line, in the form of <c>hb-shape --output-format=json</c>.</summary>
internal sealed class ShapeCommand : ToolCommand
{
    private readonly Option<string> _font = new("--font") { Description = "The font.", HelpName = "FILE", Required = true };
    private readonly Option<string> _textFile = new("--text-file") { Description = "UTF-8 text; each line is shaped on its own.", HelpName = "FILE", Required = true };

    public ShapeCommand()
        : base("shape", "Print glyph ids and positions in font units, a line of JSON for each line of text.")
    {
        Options.Add(_font);
        Options.Add(_textFile);
    }

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(result.GetValue(_textFile)!);
        if (!File.Exists(path))
        {
            throw new KhmerCacheException(DiagnosticCodes.CorpusNotFound, "There is no such text file. Correct the path.", path);
        }

        using var font = FontFace.Open(FontDescriptor.FromPath(result.GetValue(_font)!, Environment.CurrentDirectory));
        using var shaper = new Shaper();
        var line = new ShapedLine();
        var json = new ArrayBufferWriter<byte>();
        using var lines = new StringReader(CorpusReader.ReadText(path));
        while (lines.ReadLine() is { } text)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shaper.Shape(text, font, line);
            json.ResetWrittenCount();
            Write(line, json);
            output.WriteLine(Encoding.UTF8.GetString(json.WrittenSpan));
        }

        return ExitCode.Good;
    }

    private static void Write(ShapedLine line, ArrayBufferWriter<byte> json)
    {
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartArray();
        for (var i = 0; i < line.Count; i++)
        {
            ref readonly var glyph = ref line.Glyphs[i];
            writer.WriteStartObject();
            writer.WriteNumber("g", glyph.Glyph);
            writer.WriteNumber("cl", line.Clusters[i]);
            writer.WriteNumber("dx", glyph.XOffset);
            writer.WriteNumber("dy", glyph.YOffset);
            writer.WriteNumber("ax", glyph.XAdvance);
            writer.WriteNumber("ay", line.YAdvances[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
