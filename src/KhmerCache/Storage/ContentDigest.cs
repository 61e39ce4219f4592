using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KhmerCache.Storage;

/// <summary>
/// One number for what a cache shows: equal for equal sets of images, whatever the segments, the order in which they were made, the threads,
/// shards or interruptions. Stale entries do not count. It is the SHA-256 over the number and the sum of the <see cref="EntryHash"/> of all valid images and
/// over the number and the sum of the hashes of the masks that show them; entries that stand in two segments count once.
/// </summary>
internal static class ContentDigest
{
    public static (string Digest, Dictionary<Recipe, long> Images) Compute(SegmentIndex index, MaskChoice choice, IReadOnlyCollection<Recipe> valid)
    {
        var images = valid.ToDictionary(recipe => recipe, _ => 0L);
        var sum = UInt128.Zero;
        foreach (var font in index.Segments.SelectMany(segment => segment.Fonts))
        {
            if (images.TryGetValue(font.Recipe, out var count))
            {
                images[font.Recipe] = count + font.Images;
                sum += font.EntrySum;
            }
        }

        foreach (var (recipe, hash) in FindDuplicates([.. index.Segments], images))
        {
            images[recipe]--;
            sum -= hash;
        }

        return (Of(images.Values.Sum(), sum, choice), images);
    }

    /// <summary>The digest of images, by their number and the sum of their hashes, and of the masks that show them.</summary>
    public static string Of(long images, UInt128 sum, MaskChoice choice)
    {
        var (masks, maskSum) = (0L, UInt128.Zero);
        foreach (var (key, mask) in choice.ShownMasks())
        {
            masks++;
            maskSum += GlyphSegment.HashOf(key, mask);
        }

        var canonical = string.Create(
            CultureInfo.InvariantCulture, $"khmercache {SegmentSchema.FormatVersion}|{images}|{SegmentSchema.Hex(sum)}|{masks}|{SegmentSchema.Hex(maskSum)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    // Segments of one pregeneration have ranges of hashes of their own; only those of several overlap, and are searched.
    private static IEnumerable<(Recipe Recipe, UInt128 Hash)> FindDuplicates(LineSegment[] segments, Dictionary<Recipe, long> valid)
    {
        for (var later = 1; later < segments.Length; later++)
        {
            var overlapping = segments.Take(later).Where(earlier => Overlap(earlier, segments[later])).ToArray();
            for (var line = 0; overlapping.Length > 0 && line < segments[later].Lines; line++)
            {
                Recipe[] seen = [.. overlapping.SelectMany(earlier => RecipesOf(earlier, segments[later], line))];
                if (seen.Length == 0)
                {
                    continue;
                }

                var (next, end) = segments[later].ImagesOf(line);
                for (; next < end; next++)
                {
                    if (segments[later].TryReadEntry(next, segments[later].TextHashAt(line), out var entry)
                        && valid.ContainsKey(entry.Recipe) && seen.Contains(entry.Recipe))
                    {
                        segments[later].TryGetText(line, out var text);
                        yield return (entry.Recipe, EntryHash.Of(text, entry, EntryHash.SeedOf(entry.Recipe)));
                    }
                }
            }
        }
    }

    private static bool Overlap(LineSegment one, LineSegment other) => one.Lines > 0 && other.Lines > 0
        && one.TextHashAt(0) <= other.TextHashAt(other.Lines - 1) && other.TextHashAt(0) <= one.TextHashAt(one.Lines - 1);

    private static Recipe[] RecipesOf(LineSegment segment, LineSegment other, int otherLine)
    {
        var hash = other.TextHashAt(otherLine);
        if (segment.Lines == 0 || hash < segment.TextHashAt(0) || hash > segment.TextHashAt(segment.Lines - 1)
            || !other.TryGetText(otherLine, out var text))
        {
            return [];
        }

        var line = segment.FindLine(hash, text);
        if (line < 0)
        {
            return [];
        }

        var (first, end) = segment.ImagesOf(line);
        return [.. Enumerable.Range(first, end - first).Select(segment.FontOf).Where(font => font < segment.Fonts.Length)
            .Select(font => segment.Fonts[font].Recipe)];
    }
}
