namespace KhmerCache.Storage;

/// <summary>
/// Brings a cache into its canonical form: the same entries lie in the same files, byte for byte, whatever the history. Stale entries,
/// and masks that no entry needs, are dropped.
/// </summary>
internal static class Compactor
{
    /// <summary>Compacts the cache, and returns its manifest.</summary>
    /// <exception cref="KhmerCacheException">A segment is damaged, the folder can't be written to, or the cache is of an unknown format version.</exception>
    public static Manifest Run(CacheFolder folder, CancellationToken cancellationToken = default)
    {
        var writer = new CacheWriter(folder);

        // What other writers have added by now counts.
        writer.Commit();
        string[] old = [.. Enum.GetValues<SegmentKind>().SelectMany(folder.ListSegments)];
        using (var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic)))
        {
            var lines = CollectLines(reader);
            writer.WriteGlyphs(NeededMasks(reader, lines));
            foreach (var part in Partition.Split(lines, line => line.TextHash, line => line.Images.Count))
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.WriteLines(part, Environment.ProcessorCount);
            }
        }

        var kept = writer.Written.ToHashSet(StringComparer.Ordinal);
        foreach (var segment in old.Where(segment => !kept.Contains(segment)))
        {
            folder.Delete(segment);
        }

        return writer.Commit();
    }

    private static List<LineEntry> CollectLines(CacheReader reader)
    {
        var valid = reader.Valid.ToHashSet();
        var lines = reader.Index.Segments.SelectMany(segment => segment.ReadLines((_, image) => valid.Contains(image.Recipe)))
            .GroupBy(line => line.TextUtf8, TextComparer.Instance)
            .Select(group => new LineEntry(group.Key, [.. group.SelectMany(line => line.Images).DistinctBy(image => image.Recipe)]));
        return [.. lines.OrderBy(line => line.TextHash)];
    }

    private static KeyValuePair<Glyphs.GlyphKey, Glyphs.GlyphMask>[] NeededMasks(CacheReader reader, List<LineEntry> lines)
    {
        var needed = new HashSet<(string FontSha256, int Size, ushort Glyph)>();
        foreach (var image in lines.SelectMany(line => line.Images).Where(image => image.Pixels is null))
        {
            var size = image.Recipe.ShrunkSize(image.Run.Shrink);
            foreach (var glyph in image.Run.Glyphs)
            {
                needed.Add((image.Recipe.FontSha256, size, glyph.Glyph));
            }
        }

        var rasterizer = reader.Manifest?.Rasterizer;
        return
        [
            .. reader.Glyphs.Masks.Where(mask => (rasterizer is null || mask.Key.Rasterizer == rasterizer)
                && needed.Contains((mask.Key.FontSha256, mask.Key.Size, mask.Key.Glyph))),
        ];
    }

    private sealed class TextComparer : IEqualityComparer<byte[]>
    {
        public static TextComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => TextHash.Of(obj).GetHashCode();
    }
}
