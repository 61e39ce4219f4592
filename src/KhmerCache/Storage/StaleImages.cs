using System.Globalization;

namespace KhmerCache.Storage;

/// <summary>Images that are not what rendering now would make, told by cause: a font file that changed, or another renderer, however many fonts that concerns.</summary>
internal sealed class StaleImages
{
    private readonly Dictionary<(Recipe Old, Recipe Now), long> _images = [];

    /// <summary>All images together.</summary>
    public long Count => _images.Values.Sum();

    /// <summary>Notes images.</summary>
    /// <param name="old">The recipe that made them.</param>
    /// <param name="now">The recipe of their font and height that is followed now.</param>
    /// <param name="images">How many they are.</param>
    public void Add(Recipe old, Recipe now, long images = 1) => _images[(old, now)] = _images.GetValueOrDefault((old, now)) + images;

    /// <summary>A message for each cause, ordered by font, and the path of the font whose file has changed; null where none has.</summary>
    /// <param name="what">What is said of the images, such as <c>Rendered anew</c>.</param>
    public IEnumerable<(string Message, string? ChangedFont)> Describe(string what) => _images.Count == 0 ? [] : _images
        .OrderBy(pair => pair.Key.Now.FontPath, StringComparer.Ordinal).ThenBy(pair => pair.Key.Now.ImageHeight).ThenBy(pair => pair.Key.Old.Id, StringComparer.Ordinal)
        .GroupBy(pair => (Cause: CauseOf(pair.Key.Old, pair.Key.Now), ChangedFont: IsSameFont(pair.Key.Old, pair.Key.Now) ? null : pair.Key.Now.FontPath))
        .Select(group => (
            $"{what}: {NumberOf(group.Sum(pair => pair.Value), "image")} in {NameFonts(group.Select(pair => pair.Key.Now.FontPath))}, because {group.Key.Cause}.",
            group.Key.ChangedFont));

    /// <summary>One font by its path, several by their number.</summary>
    public static string NameFonts(IEnumerable<string> paths) =>
        paths.Distinct(StringComparer.Ordinal).ToArray() is var fonts && fonts.Length == 1 ? $"'{fonts[0]}'" : NumberOf(fonts.Length, "font");

    private static string NumberOf(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static bool IsSameFont(Recipe old, Recipe now) => old.FontSha256 == now.FontSha256;

    private static string CauseOf(Recipe old, Recipe now)
    {
        var renderer = $"they were made by '{old.Renderer}' and the renderer is '{now.Renderer}' now";
        return (IsSameFont(old, now), old.Renderer == now.Renderer) switch
        {
            (false, true) => "the font file has changed",
            (false, false) => $"the font file has changed, and {renderer}",
            (true, false) => renderer,
            (true, true) => $"they show the font at {Size(old)} and it is {Size(now)} now",
        };
    }

    private static string Size(Recipe recipe) =>
        string.Create(CultureInfo.InvariantCulture, $"{recipe.FontSize}/64 px of {recipe.UnitsPerEm} units with the baseline at {recipe.Baseline}");
}
