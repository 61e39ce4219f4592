using Spectre.Console;
using Spectre.Console.Rendering;

namespace KhmerCache.Tool.Output;

/// <summary>A line that is as long as it is. The library would break texts at the width of the terminal, and a path with a line break in it can't be copied.</summary>
/// <param name="parts">The line's parts, each in its style.</param>
internal sealed class UnbrokenLine(params IEnumerable<(string Text, Style Style)> parts) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [.. parts.Select(part => new Segment(part.Text, part.Style)), Segment.LineBreak];
}
