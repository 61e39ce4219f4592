namespace KhmerCache.Tool.Exports;

/// <summary>An image as exports write it.</summary>
/// <param name="Text">Its label.</param>
/// <param name="Recipe">How it was made.</param>
/// <param name="Key">Its cache key.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Png">The PNG file.</param>
internal sealed record EncodedImage(string Text, Recipe Recipe, CacheKey Key, int Width, byte[] Png);
