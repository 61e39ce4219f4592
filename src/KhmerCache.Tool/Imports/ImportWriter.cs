using System.Text;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// Writes images that come in the order of their texts' hashes, segment after segment, so that few are in memory, and segments have ranges of hashes of their own.
/// Masks come before the lines that they show, and the manifest comes last: wherever the process ends, the cache is sound.
/// </summary>
internal sealed class ImportWriter(CacheFolder folder, GlyphStore glyphs, int jobs)
{
    private readonly CacheWriter _writer = new(folder);
    private readonly List<ImportedImage> _pending = [];

    /// <summary>All masks that the images need.</summary>
    private readonly HashSet<GlyphKey> _masks = [];
    private readonly HashSet<Recipe> _recipes = [];
    private readonly HashSet<(string Text, Recipe Recipe)> _replaced = [];
    private long _weight;

    /// <summary>Adds an image.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void Add(ImportedImage image)
    {
        // A text stays in one segment, unless somebody has given it images without end.
        if (_weight >= Partition.ImagesPerSegment && (image.TextHash != _pending[^1].TextHash || _weight >= 2 * Partition.ImagesPerSegment))
        {
            WriteSegment();
        }

        _pending.Add(image);
        _weight += image.Image.WeightOf(Encoding.UTF8.GetByteCount(image.Text));
    }

    /// <summary>Writes what is left, and makes the manifest tell of it. Does nothing where nothing came in, unless there is no manifest.</summary>
    /// <returns>The manifest; null where there is no cache.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to, or other processes remove what is written.</exception>
    public Manifest? Commit()
    {
        WriteSegment();
        if (_writer.Written.Count == 0 && (Manifest.Read(folder) is { } || !folder.Exists))
        {
            return Manifest.Read(folder);
        }

        folder.DeleteTemporaryFiles();
        var manifest = _writer.Commit(
            _recipes,
            GlyphRasterizer.Version,
            replace: _replaced.Count == 0 ? null : segments => _writer.WriteWithout(segments, _replaced));
        return manifest.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal).IsSupersetOf(_writer.Written)
            && _writer.Written.All(segment => File.Exists(folder.PathOf(segment)))
            && HasMasks(manifest)
            ? manifest
            : throw new KhmerCacheException(
                DiagnosticCodes.CacheNotWritable,
                "Error caching image: another process removed what was imported. Run 'khmercache import' again when it is done.",
                folder.Directory);
    }

    // Masks that the cache had at the start were not written again, and may have gone with what others dropped meanwhile.
    private bool HasMasks(Manifest manifest)
    {
        var now = GlyphStore.Open(folder, manifest.Segments.Select(segment => segment.File).Where(segment => !CacheFolder.IsLines(segment)), manifest);
        return _masks.All(mask => now.Holds(mask));
    }

    private void WriteSegment()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        _writer.WriteGlyphs([.. _pending.SelectMany(image => image.Masks).Where(mask => _masks.Add(mask.Key) && !glyphs.Masks.ContainsKey(mask.Key))]);
        _writer.WriteLines(
            [.. _pending.GroupBy(image => image.Text, StringComparer.Ordinal).Select(line => new LineEntry(Encoding.UTF8.GetBytes(line.Key), [.. line.Select(image => image.Image)]))],
            jobs);
        foreach (var image in _pending)
        {
            if (image.IsRun)
            {
                _recipes.Add(image.Image.Recipe);
            }

            if (image.Replaces is not null)
            {
                _replaced.Add((image.Text, Recipe.Pixels(image.Image.Recipe.FontPath, image.Image.Recipe.ImageHeight)));
            }
        }

        _pending.Clear();
        _weight = 0;
    }
}
