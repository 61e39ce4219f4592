using System.Runtime.InteropServices;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Corpora;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Labels with one picture and several encodings: no model can know which is meant. Lines are compared by what they look like in the first font
/// that shows them; where two agree, the other fonts are asked as well.
/// </summary>
internal sealed class LookAlikeRule(IReadOnlyList<Func<LineStyle>> fonts, CorpusFiles files, Watchdog watchdog)
{
    private readonly Dictionary<Hash128, LinePlace> _firsts = [];
    private readonly Lazy<GlyphShapes>[] _shapes = [.. fonts.Select(font => new Lazy<GlyphShapes>(() => new GlyphShapes(font().Font)))];

    /// <summary>What a line looks like in the first font that shows it; null where none does. Safe to call from several threads, each with its shaper.</summary>
    public Hash128? LookAt(string label, LineShaper shaper)
    {
        for (var font = 0; font < fonts.Count; font++)
        {
            if (LookAt(label, font, shaper) is { } appearance)
            {
                return appearance with { Low = appearance.Low ^ (ulong)font };
            }
        }

        return null;
    }

    /// <summary>Notes a line whose text is new; a finding where another text looks like it in every font.</summary>
    public Finding? Check(string label, Hash128 appearance, LinePlace place, LineShaper shaper)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firsts, appearance, out var isThere);
        if (!isThere)
        {
            first = place;
            return null;
        }

        var other = files.ReadLabel(first);
        return other != label && IsAlikeInAll(label, other, shaper)
            ? new Finding(DiagnosticCodes.LookAlikeLabels, 1, Describe(label, other, first))
            : null;
    }

    private string Describe(string label, string other, LinePlace first)
    {
        var same = label.AsSpan().CommonPrefixLength(other);
        return $"The label looks in every font like the one at {files.NameOf(first)}, but is encoded differently: {Excerpt(label, same)} here and {Excerpt(other, same)} there at column {same + 1}. Encode both in the same way; KhmerCacheNormalize (--normalize) does so where only the order within clusters differs.";
    }

    // What differs, and a little of what follows.
    private static string Excerpt(string text, int start)
    {
        const int shown = 4;
        var from = start > 0 && start < text.Length && char.IsLowSurrogate(text[start]) ? start - 1 : start;
        return from >= text.Length ? "nothing" : CodePoint.Names(text.AsSpan(from, Math.Min(shown, text.Length - from)));
    }

    private bool IsAlikeInAll(string label, string other, LineShaper shaper)
    {
        for (var font = 0; font < fonts.Count; font++)
        {
            // Where a font shows only one of them, or none, there is nothing to mix up.
            if (LookAt(label, font, shaper) is { } one && LookAt(other, font, shaper) is { } two && one != two)
            {
                return false;
            }
        }

        return true;
    }

    private Hash128? LookAt(string label, int font, LineShaper shaper)
    {
        var style = fonts[font]();
        using var step = watchdog.Begin(style.Font.Descriptor, label, static label => $"Shaping the line '{label}'");
        return shaper.TryShape(label, style, out GlyphRun run, out _) ? LineAppearance.Of(run, style.Font, _shapes[font].Value) : null;
    }
}
