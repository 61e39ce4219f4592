using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace KhmerCache.Tests.Loading;

/// <summary>Draws the lines of the made-up font, each with a bar of its own in place of the glyphs' edges, so that it shows which picture was drawn and which was cached.</summary>
internal sealed class MadeUpRenderer : ILineRenderer
{
    /// <summary>The threads that have drawn.</summary>
    public ConcurrentBag<Thread> Threads { get; } = [];

    /// <summary>What was drawn, as often as it was.</summary>
    public ConcurrentBag<(string Text, string FontPath)> Drawn { get; } = [];

    /// <summary>Which lines it can't show.</summary>
    public Func<string, FontDescriptor, bool> Refuses { get; init; } = (_, _) => false;

    /// <summary>Whether it gives glyph runs, as the real one does, and the pictures that follow from them.</summary>
    public bool KeepsRuns { get; init; }

    /// <summary>The picture of a line: that of the cache, with a black row on top.</summary>
    public static LineImage Picture(string text, FontDescriptor font)
    {
        var run = SmallCache.Run(text);
        var pixels = SmallCache.Draw(SmallCache.RecipeOf(font.Path), run);
        pixels.AsSpan(0, run.Width).Clear();
        return new LineImage(run.Width, SmallCache.ImageHeight, pixels);
    }

    public Recipe GetRecipe(FontDescriptor font, int imageHeight) => SmallCache.RecipeOf(font.Path);

    public bool TryRender(
        string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out RenderedLine? line, [NotNullWhen(false)] out string? reason)
    {
        Threads.Add(Thread.CurrentThread);
        if (Refuses(text, font))
        {
            (line, reason) = (null, "it is refused");
            return false;
        }

        Drawn.Add((text, font.Path));
        var recipe = SmallCache.RecipeOf(font.Path);
        line = KeepsRuns
            ? new RenderedLine(new LineImage(SmallCache.Run(text).Width, SmallCache.ImageHeight, SmallCache.Draw(recipe, SmallCache.Run(text))), recipe, SmallCache.Run(text), SmallCache.Masks(recipe))
            : new RenderedLine(Picture(text, font));
        reason = null;
        return true;
    }
}
