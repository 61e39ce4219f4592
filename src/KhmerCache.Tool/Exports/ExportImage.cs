namespace KhmerCache.Tool.Exports;

/// <summary>An image to export, not decoded yet.</summary>
/// <param name="Text">Its label.</param>
/// <param name="Image">Where it lies.</param>
internal readonly record struct ExportImage(string Text, CachedImage Image)
{
    /// <summary>How it was made.</summary>
    public Recipe Recipe => Image.Recipe;

    /// <summary>Its key.</summary>
    public CacheKey Key => CacheKey.Create(Text, Recipe.FontPath, Recipe.ImageHeight);
}
