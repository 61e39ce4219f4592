using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>The segments of lines that others publish while a pregeneration is at work: what they hold need not be rendered once more.</summary>
/// <param name="folder">The folder.</param>
/// <param name="plan">The plan.</param>
/// <param name="recipes">The recipes of its fonts.</param>
/// <param name="writer">What this pregeneration writes, which is no news.</param>
/// <param name="listed">What lay in the folder before.</param>
internal sealed class Newcomers(CacheFolder folder, Plan plan, IReadOnlyList<Recipe> recipes, CacheWriter writer, IEnumerable<string> listed) : IDisposable
{
    private readonly HashSet<string> _seen = new(listed, StringComparer.Ordinal);
    private readonly SegmentIndex _index = new();
    private bool _isEmpty = true;

    /// <summary>The segments that hold something that was left to them, as the manifest names them.</summary>
    public HashSet<string> ReliedOn { get; } = new(StringComparer.Ordinal);

    /// <summary>Of lines that were missing when the work began, those that are missing now.</summary>
    public List<MissingLine> LeftOf(List<MissingLine> lines)
    {
        Look();
        if (_isEmpty)
        {
            return lines;
        }

        int[] recipeIds = [.. recipes.Select(_index.IdOf)];
        var left = new List<MissingLine>(lines.Count);
        foreach (var line in lines)
        {
            var fonts = MissingLine.Left(plan, line.Line, line.Fonts, recipeIds, _index);
            if (fonts.Length < line.Fonts.Length)
            {
                Rely(line, recipeIds);
            }

            if (fonts.Length > 0)
            {
                left.Add(line with { Fonts = fonts });
            }
        }

        return left;
    }

    public void Dispose() => _index.Dispose();

    private void Look()
    {
        foreach (var name in folder.ListSegments(SegmentKind.Lines))
        {
            if (!writer.HasWritten(name) && _seen.Add(name) && folder.IsIntact(name))
            {
                Open(name);
            }
        }
    }

    private void Open(string name)
    {
        try
        {
            _index.Add(LineSegment.Open(folder.PathOf(name)));
            _isEmpty = false;
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing or DiagnosticCodes.UnknownFormatVersion)
        {
            // Gone again, or of a later version: nothing is left to it.
        }
    }

    private void Rely(MissingLine line, int[] recipeIds)
    {
        plan.TextOf(plan.Lines[line.Line], out var utf8);
        foreach (var font in line.Fonts)
        {
            if (_index.TryFind(plan.Lines[line.Line].TextHash, utf8, recipeIds[font], out var segment, out _))
            {
                ReliedOn.Add($"{CacheFolder.FolderOf(SegmentKind.Lines)}/{Path.GetFileName(segment.Path)}");
            }
        }
    }
}
