namespace KhmerCache.Rendering.Tests;

/// <summary>What was seen of the pictures of a corpus in one font.</summary>
internal sealed class SeenFont(string name, Recipe recipe, int margin)
{
    private readonly List<int> _inkHeights = [];

    public string Name { get; } = name;

    public int Pictures => _inkHeights.Count;

    /// <summary>Pictures that are smaller than their font's, since their ink would have left the picture.</summary>
    public int Shrunk { get; private set; }

    /// <summary>Lines whose picture has ink in its first or last row, or in its margins.</summary>
    public List<string> WithoutBorder { get; } = [];

    /// <summary>Lines whose picture has more white beside its ink than its margins and what a glyph's box may have.</summary>
    public List<string> WithWideMargins { get; } = [];

    /// <summary>Lines whose picture is not all the ink of its glyphs, and only that.</summary>
    public List<string> WithOtherInk { get; } = [];

    /// <summary>The em in pixels.</summary>
    public double Em { get; } = recipe.FontSize / 64.0;

    /// <summary>The rows from the highest to the lowest ink, in the middle of all pictures.</summary>
    public int MedianInkRows => _inkHeights.Order().ElementAt(Pictures / 2);

    /// <summary><see cref="MedianInkRows"/> as a part of the picture's height.</summary>
    public double MedianInkShare => MedianInkRows / (double)recipe.ImageHeight;

    public void Add(string line, int shrink, WhiteBorder border, bool isAllInk)
    {
        _inkHeights.Add(recipe.ImageHeight - border.Top - border.Bottom);
        Shrunk += shrink > 0 ? 1 : 0;
        AddIf(border.Top < 1 || border.Bottom < 1 || border.Left < margin || border.Right < margin, WithoutBorder);
        AddIf(border.Left > margin + 2 || border.Right > margin + 2, WithWideMargins);
        AddIf(!isAllInk, WithOtherInk);

        void AddIf(bool condition, List<string> lines)
        {
            if (condition)
            {
                lines.Add(line);
            }
        }
    }
}
