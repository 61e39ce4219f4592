using System.Globalization;

namespace KhmerCache.Tool.Input;

/// <summary>Sizes as people write them: <c>2GB</c> is 2,000,000,000 bytes, <c>2GiB</c> 2,147,483,648.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <param name="option">The option that has it, for the error.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KhmerCacheException">It is no size.</exception>
    public static long Parse(string option, string text)
    {
        var (unit, bytes) = Array.Find(Units, known => text.EndsWith(known.Unit, StringComparison.OrdinalIgnoreCase));
        var number = text[..^(unit?.Length ?? 0)].Trim();
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < long.MaxValue / (unit is null ? 1 : bytes)
            ? (long)(value * (unit is null ? 1 : bytes))
            : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option}: '{text}' is not a size. Write a number with a unit, such as 500MB, 2GB or 1.5GiB.");
    }

    /// <summary><c>1.5 GB</c>.</summary>
    public static string Format(long bytes)
    {
        var (unit, size) = Units[4..8].LastOrDefault(known => bytes >= known.Bytes);
        return unit is null ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes") : string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / size:0.#} {unit}");
    }
}
