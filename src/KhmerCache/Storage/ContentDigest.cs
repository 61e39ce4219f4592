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
        var (images, sum) = Sum(index, valid);
        var total = 0L;
        foreach (var (_, count) in images)
        {
            total += count;
        }

        return (Of(total, sum, choice), images);
    }

    /// <summary>How many images of each of these recipes there are, and the sum of the hashes of all of them, as the segments tell it.</summary>
    public static (Dictionary<Recipe, long> Images, Hash128 Sum) Sum(SegmentIndex index, IReadOnlyCollection<Recipe> valid)
    {
        var (images, sum) = (new Dictionary<Recipe, long>(), default(Hash128));
        foreach (var recipe in valid)
        {
            images[recipe] = 0;
        }

        foreach (var segment in index.Segments)
        {
            foreach (var font in segment.Fonts)
            {
                if (images.TryGetValue(font.Recipe, out var count))
                {
                    images[font.Recipe] = count + font.Images;
                    sum += font.EntrySum;
                }
            }
        }

        foreach (var (recipe, hash) in FindDuplicates([.. index.Segments], images))
        {
            images[recipe]--;
            sum -= hash;
        }

        return (images, sum);
    }

    /// <summary>The digest of images, by their number and the sum of their hashes, and of the masks that show them.</summary>
    public static string Of(long images, Hash128 sum, MaskChoice choice)
    {
        var (masks, maskSum) = (0L, default(Hash128));
        foreach (var (key, mask) in choice.ShownMasks())
        {
            masks++;
            maskSum += GlyphSegment.HashOf(key, mask);
        }

        var canonical = string.Create(
            CultureInfo.InvariantCulture, $"khmercache {SegmentSchema.FormatVersion}|{images}|{sum}|{masks}|{maskSum}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    // Segments of one pregeneration, and of its shards, have ranges of hashes of their own; only those of several overlap, and are searched. In the order of their
    // first hashes, so that each is compared with those only that have not ended before it: there may be thousands.
    private static IEnumerable<(Recipe Recipe, Hash128 Hash)> FindDuplicates(LineSegment[] segments, Dictionary<Recipe, long> valid)
    {
        var open = new List<LineSegment>();
        segments = Array.FindAll(segments, segment => segment.Lines > 0);
        Array.Sort(segments, (left, right) => left.TextHashAt(0).CompareTo(right.TextHashAt(0)) is var order && order != 0 ? order : string.CompareOrdinal(left.Path, right.Path));
        foreach (var later in segments)
        {
            open.RemoveAll(earlier => earlier.TextHashAt(earlier.Lines - 1) < later.TextHashAt(0));
            for (var line = 0; open.Count > 0 && line < later.Lines; line++)
            {
                Recipe[] seen = [.. open.SelectMany(earlier => RecipesOf(earlier, later, line))];
                if (seen.Length == 0)
                {
                    continue;
                }

                var (next, end) = later.ImagesOf(line);
                for (; next < end; next++)
                {
                    if (later.TryReadEntry(next, later.TextHashAt(line), out var entry) && valid.ContainsKey(entry.Recipe) && seen.Contains(entry.Recipe))
                    {
                        later.TryGetText(line, out var text);
                        yield return (entry.Recipe, EntryHash.Of(text, entry, EntryHash.SeedOf(entry.Recipe)));
                    }
                }
            }

            open.Add(later);
        }
    }

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
