using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KhmerCache;

/// <summary>
/// The name of an image: the MD5 of <c>text|font_path|height</c> in UTF-8, the same as in the Python system, so that caches
/// stay comparable. It says which image is meant, not whether the cached one is still valid: that is the <see cref="Recipe"/>'s part.
/// </summary>
public readonly record struct CacheKey
{
    private readonly UInt128 _value;

    private CacheKey(UInt128 value) => _value = value;

    /// <summary>Computes the key of an image.</summary>
    /// <param name="text">The label.</param>
    /// <param name="fontPath">The font's path relative to the project, with <c>/</c> as separator (<see cref="FontDescriptor.Path"/>).</param>
    /// <param name="imageHeight">The height in pixels.</param>
    public static CacheKey Create(string text, string fontPath, int imageHeight)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text}|{fontPath}|{imageHeight}");
        var length = Encoding.UTF8.GetMaxByteCount(name.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
            MD5.HashData(buffer.AsSpan(0, Encoding.UTF8.GetBytes(name, buffer)), hash);
            return new CacheKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The 32 lower-case hexadecimal digits that Python's <c>hashlib.md5(…).hexdigest()</c> gives.</summary>
    public override string ToString() => _value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
