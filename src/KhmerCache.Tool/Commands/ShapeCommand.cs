using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>shape</c>: what the shaper makes of each line, in the form of <c>hb-shape --output-format=json</c>.</summary>
internal sealed class ShapeCommand : ToolCommand
{
    private readonly Option<string> _font = new("--font") { Description = "The font.", HelpName = "FILE", Required = true };
    private readonly Option<string> _textFile = new("--text-file") { Description = "UTF-8 text; each line is shaped on its own.", HelpName = "FILE", Required = true };

    public ShapeCommand()
        : base("shape", "Print glyph ids and positions in font units, a line of JSON for each line of text.", takesProject: false)
    {
        Options.Add(_font);
        Options.Add(_textFile);
    }

    public override string Example => "khmercache shape --font fonts/KhmerOS.ttf --text-file corpus/val.txt --json";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(result.GetValue(_textFile)!);
        if (!File.Exists(path))
        {
            throw new KhmerCacheException(DiagnosticCodes.CorpusNotFound, "There is no such text file. Correct the path.", path);
        }

        var font = FontDescriptor.FromPath(result.GetValue(_font)!, Environment.CurrentDirectory);
        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        watchdog.Run(() => ShapeLines(font, path, output, watchdog, cancellationToken));
        return ExitCode.Good;
    }

    private static void ShapeLines(FontDescriptor descriptor, string path, CommandOutput output, Watchdog watchdog, CancellationToken cancellationToken)
    {
        // What is wrong with the text is told before anything is printed.
        _ = CorpusReader.ReadLines(path).Count();
        using var font = Open(descriptor, watchdog);
        using var shaper = new Shaper();
        var line = new ShapedLine();
        var json = new ArrayBufferWriter<byte>();
        foreach (var (number, text) in CorpusReader.ReadLines(path).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (watchdog.Begin(descriptor, number, number => $"Shaping line {(int)number + 1} of {path}"))
            {
                shaper.Shape(text, font, line);
            }

            json.ResetWrittenCount();
            Write(line, json);
            output.WriteLine(Encoding.UTF8.GetString(json.WrittenSpan));
        }
    }

    private static FontFace Open(FontDescriptor descriptor, Watchdog watchdog)
    {
        using var step = watchdog.Begin(descriptor, descriptor, static _ => "Opening the font");
        return FontFace.Open(descriptor);
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
