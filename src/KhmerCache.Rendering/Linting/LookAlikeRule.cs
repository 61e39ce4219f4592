using KhmerCache.Glyphs;
using KhmerCache.Rendering.Corpora;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Labels with one picture and several encodings: no model can know which is meant. Lines are compared by what they look like in the first font
/// that shows them; where two agree, the other fonts are asked as well. Where the glyphs stand tells most lines apart, so that only those that agree in this are looked at closely.
/// </summary>
internal sealed class LookAlikeRule(IReadOnlyList<Func<LineStyle>> fonts, CorpusFiles files, Watchdog watchdog)
{
    private readonly Dictionary<Hash128, LinePlace> _firstsByPlaces = [];
    private readonly HashSet<Hash128> _sharedPlaces = [];

    /// <summary>Of lines whose glyphs stand where those of others do.</summary>
    private readonly Dictionary<Hash128, LinePlace> _firsts = [];
    private readonly Lazy<GlyphShapes>[] _shapes = [.. fonts.Select(font => new Lazy<GlyphShapes>(() => new GlyphShapes(font().Font)))];

    /// <summary>What a line looks like in the first font that shows it; null where none does. Safe to call from several threads, each with its shaper, while nobody notes lines.</summary>
    public LineLook? LookAt(string label, LineShaper shaper)
    {
        for (var font = 0; font < fonts.Count; font++)
        {
            if (Shape(label, font, shaper) is { } run)
            {
                var places = In(font, LineAppearance.PlacesOf(run, fonts[font]().Font));
                return new LineLook(font, places, _firstsByPlaces.ContainsKey(places) ? AppearanceOf(run, font) : null);
            }
        }

        return null;
    }

    /// <summary>Notes a line whose text is new; a finding where another text looks like it in every font.</summary>
    public Finding? Check(string label, in LineLook look, LinePlace place, LineShaper shaper)
    {
        if (_firstsByPlaces.TryAdd(look.Places, place))
        {
            return null;
        }

        if (_sharedPlaces.Add(look.Places) && AppearanceOf(files.ReadLabel(_firstsByPlaces[look.Places]), look.Font, shaper) is { } before)
        {
            _firsts.TryAdd(before, _firstsByPlaces[look.Places]);
        }

        if ((look.Appearance ?? AppearanceOf(label, look.Font, shaper)) is not { } appearance || _firsts.TryAdd(appearance, place))
        {
            return null;
        }

        var first = _firsts[appearance];
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
            if (AppearanceOf(label, font, shaper) is { } one && AppearanceOf(other, font, shaper) is { } two && one != two)
            {
                return false;
            }
        }

        return true;
    }

    private Hash128? AppearanceOf(string label, int font, LineShaper shaper) => Shape(label, font, shaper) is { } run ? AppearanceOf(run, font) : null;

    private Hash128 AppearanceOf(in GlyphRun run, int font) => In(font, LineAppearance.Of(run, fonts[font]().Font, _shapes[font].Value));

    // Glyphs of different fonts are never the same.
    private static Hash128 In(int font, Hash128 hash) => hash with { Low = hash.Low ^ (ulong)font };

    private GlyphRun? Shape(string label, int font, LineShaper shaper)
    {
        var style = fonts[font]();
        using var step = watchdog.Begin(style.Font.Descriptor, label, static label => $"Shaping the line '{label}'");
        return shaper.TryShape(label, style, out GlyphRun run, out _) ? run : null;
    }
}

/// <summary>What a line looks like.</summary>
/// <param name="Font">The font that it was looked at in.</param>
/// <param name="Places">Where its glyphs stand.</param>
/// <param name="Appearance">The whole of it, where earlier lines had glyphs at the same places; null where that was not looked at.</param>
internal readonly record struct LineLook(int Font, Hash128 Places, Hash128? Appearance);
