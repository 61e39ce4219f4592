using System.Globalization;

namespace KhmerCache.Rendering.Locking;

/// <summary>Compares a lock with what is there now, or what two shards were made from: an error for each difference, with both values in full.</summary>
/// <param name="path">The file that a difference is told of, where it is not a corpus or a font.</param>
/// <param name="projectDirectory">The folder that paths in the lock are relative to; null where nobody knows.</param>
/// <param name="words">How it is told.</param>
internal sealed class Drift(string path, string? projectDirectory, DriftWords words)
{
    /// <summary>What differs of corpora, fonts, settings and renderer.</summary>
    public IEnumerable<Diagnostic> OfInputs(ProjectLock locked, ProjectLock now) =>
    [
        .. OfFiles(DiagnosticCodes.CorpusDrift, locked.Corpora, now.Corpora, corpus => $"The corpus '{corpus.Path}' of split '{corpus.Split}'", corpus => corpus.Path, Describe),
        .. OfFiles(DiagnosticCodes.FontDrift, locked.Fonts, now.Fonts, font => $"The font '{font.Path}'", font => font.Path, font => font.Sha256),
        .. OfSettings(locked, now),
        .. OfRenderer(locked.Renderer, now.Renderer),
    ];

    /// <summary>Whether the images are other ones, although they are made from the same.</summary>
    public IEnumerable<Diagnostic> OfContent(ProjectLock locked, ProjectLock now)
    {
        if (Describe(locked) != Describe(now))
        {
            yield return Error(
                DiagnosticCodes.ContentDrift,
                $"The content digest drifted, although corpora, fonts, settings and renderer are the same: {words.Values(Describe(locked), Describe(now))}. 'khmercache validate --deep' tells of images that rendering would not give.");
        }
    }

    private IEnumerable<Diagnostic> OfFiles<T>(
        string code, IEnumerable<T> locked, IEnumerable<T> now, Func<T, string> nameOf, Func<T, string> pathOf, Func<T, string> describe)
    {
        var before = locked.ToDictionary(nameOf, StringComparer.Ordinal);
        foreach (var file in now)
        {
            var found = projectDirectory is null ? path : Path.GetFullPath(pathOf(file), projectDirectory);
            if (!before.Remove(nameOf(file), out var old))
            {
                yield return Error(code, $"{nameOf(file)} {words.Came(describe(file))}.", found);
            }
            else if (describe(old) != describe(file))
            {
                yield return Error(code, $"{nameOf(file)} {words.Verb}: {words.Values(describe(old), describe(file))}.", found);
            }
        }

        foreach (var gone in before.Values)
        {
            yield return Error(code, $"{nameOf(gone)} {words.Went(describe(gone))}.");
        }
    }

    private IEnumerable<Diagnostic> OfSettings(ProjectLock locked, ProjectLock now)
    {
        var (before, after) = (locked.Settings, now.Settings);
        return Differences(
            DiagnosticCodes.SettingDrift,
            "setting",
            ("image_height", Text(before.ImageHeight), Text(after.ImageHeight)),
            ("max_lines", Text(before.MaxLines), Text(after.MaxLines)),
            ("fonts_per_line", FontsOf(before), FontsOf(after)),
            ("seed", Text(before.Seed), Text(after.Seed)),
            ("normalize", before.Normalize ? "true" : "false", after.Normalize ? "true" : "false"),
            ("splits", string.Join(", ", before.Splits), string.Join(", ", after.Splits)),
            ("order of corpora", OrderOf(locked, now), OrderOf(now, locked)));
    }

    private IEnumerable<Diagnostic> OfRenderer(LockedRenderer before, LockedRenderer after) => Differences(
        DiagnosticCodes.RendererDrift,
        "version of the renderer's",
        ("shaper", before.Shaper, after.Shaper),
        ("layout", Text(before.Layout), Text(after.Layout)),
        ("rasterizer", before.Rasterizer, after.Rasterizer),
        ("plan", Text(before.Plan), Text(after.Plan)));

    private IEnumerable<Diagnostic> Differences(string code, string kind, params (string Name, string Before, string After)[] values) =>
        values.Where(value => value.Before != value.After).Select(value => Error(code, $"The {kind} {value.Name} {words.Verb}: {words.Values(value.Before, value.After)}."));

    private Diagnostic Error(string code, string message, string? file = null) =>
        new(DiagnosticSeverity.Error, words.Code ?? code, $"{message} {words.Remedy}", file ?? path);

    // Where only the first lines are taken. A corpus that came or went is told of by itself.
    private static string OrderOf(ProjectLock one, ProjectLock other)
    {
        var known = other.Corpora.Select(corpus => (corpus.Split, corpus.Path)).ToHashSet();
        return one.Settings.MaxLines > 0 && other.Settings.MaxLines > 0
            ? string.Join(", ", one.Corpora.Where(corpus => known.Contains((corpus.Split, corpus.Path))).Select(corpus => corpus.Path))
            : "";
    }

    private static string Describe(LockedCorpus corpus) => $"{corpus.Sha256} ({Text(corpus.Lines)} lines)";

    private static string Describe(ProjectLock images) => $"{images.ContentDigest} ({Text(images.Images)} images)";

    private static string FontsOf(LockedSettings settings) => settings.FontsPerLine == 0 ? "all" : Text(settings.FontsPerLine);

    private static string Text<T>(T value)
        where T : IConvertible => value.ToString(CultureInfo.InvariantCulture);
}
