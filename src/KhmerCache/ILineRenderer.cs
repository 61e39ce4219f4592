using System.Diagnostics.CodeAnalysis;

namespace KhmerCache;

/// <summary>Draws text lines: the one seam between the cache and whatever shapes and rasterises. <c>KhmerCache.Rendering</c> has the one that the build uses.</summary>
public interface ILineRenderer
{
    /// <summary>The recipe that rendering now would follow; cached images of another one are stale.</summary>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height of the images in pixels.</param>
    /// <exception cref="KhmerCacheException">The font can't be read.</exception>
    Recipe GetRecipe(FontDescriptor font, int imageHeight);

    /// <summary>Draws a line, if it can be shown truthfully.</summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height of the image in pixels.</param>
    /// <param name="line">The picture, which shows exactly what the label says.</param>
    /// <param name="reason">Why there is none, such as a character that the font lacks.</param>
    /// <exception cref="KhmerCacheException">The font can't be read.</exception>
    bool TryRender(
        string text,
        FontDescriptor font,
        int imageHeight,
        [NotNullWhen(true)] out RenderedLine? line,
        [NotNullWhen(false)] out string? reason);
}
