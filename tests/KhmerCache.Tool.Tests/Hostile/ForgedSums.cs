using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// A packed cache with another image in it, all of whose names, checksums and sums say that it is the sound one: with the content digest that the lock tells. Whoever believed
/// the sums that a segment states would take it.
/// </summary>
public sealed class ForgedSums : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_content_digest_is_computed_from_the_images_themselves()
    {
        var tar = _workspace.PathOf("cache.tar");
        var whole = _workspace.PregenerateInto("packed", [.. Workspace.All, "--pack", tar, "--lock", "khmercache.lock.json"]).Exits(0);
        var sound = PackedFile.Read(tar);
        var forged = Forge();
        var name = $"lines/{Convert.ToHexStringLower(SHA256.HashData(forged))}.arrow";
        File.WriteAllBytes(tar, new TarFile().Add(sound[0].Entry.Name, Retell(sound[0].Content)).Add(sound[1].Entry.Name, sound[1].Content).Add($"segments/{name}", forged).Write());

        // What the sums say is what the lock says.
        Directory.CreateDirectory(_workspace.PathOf("believed/segments"));
        foreach (var (entry, content) in PackedFile.Read(tar))
        {
            _workspace.Write($"believed/{entry.Name}", content);
        }

        File.Delete(_workspace.PathOf("believed/cache_index.json"));
        Assert.Equal(whole.Digest, _workspace.RunOn(_workspace.PathOf("believed"), "stats", "--json").Exits(0).Digest);

        _workspace.Pregenerate("--restore-from", tar, "--lock", "khmercache.lock.json", "--locked").Exits(3)
            .Says($"{tar}: error KHC3009: ").Says("its segments show 20 images with the content digest ").Says($"and its manifest tells of 20 with {whole.Digest}");
        Assert.False(Path.Exists(_workspace.Cache));

        byte[] Retell(byte[] manifest)
        {
            var json = JsonNode.Parse(manifest)!.AsObject();
            json.Remove("checksum");
            var segment = json["segments"]!.AsArray().Single(segment => ((string)segment!["file"]!).StartsWith("lines/", StringComparison.Ordinal))!;
            (segment["file"], segment["bytes"]) = (name, forged.Length);
            _workspace.Write($"forged/segments/{name}", forged);
            var mark = SegmentMark.OfFile(_workspace.PathOf($"forged/segments/{name}"))!.Value;
            (segment["outline_bytes"], segment["outline_xxh3"]) = (mark.Length, mark.Hash.ToString("x16", CultureInfo.InvariantCulture));
            return ManifestChecksum.Seal(Encoding.UTF8.GetBytes(json.ToJsonString(new() { WriteIndented = true, NewLine = "\n" })));
        }
    }

    /// <summary>The lines of the packed cache, one image a column wider, with the sums of the sound ones.</summary>
    private byte[] Forge()
    {
        var packed = new CacheFolder(_workspace.PathOf("packed"));
        using var sound = LineSegment.Open(packed.PathOf(Assert.Single(packed.ListSegments(SegmentKind.Lines))));
        LineEntry[] lines = [.. sound.ReadLines((_, _) => true)];
        var run = lines[0].Images[0].Run;
        lines[0] = new LineEntry(lines[0].TextUtf8, [new ImageEntry(lines[0].Images[0].Recipe, new GlyphRun(run.Width + 1, run.OriginX, run.Shrink, run.Glyphs)), .. lines[0].Images.Skip(1)]);
        var scratch = new CacheFolder(_workspace.PathOf("scratch"));
        var writer = new CacheWriter(scratch);
        writer.WriteLines(lines);
        var path = scratch.PathOf(Assert.Single(writer.Written));
        using var changed = LineSegment.Open(path);
        var bytes = File.ReadAllBytes(path);
        foreach (var (before, after) in sound.Fonts.Zip(changed.Fonts).Where(pair => pair.First.EntrySum != pair.Second.EntrySum))
        {
            Replace(bytes, Encoding.ASCII.GetBytes(after.EntrySum.ToString()), Encoding.ASCII.GetBytes(before.EntrySum.ToString()));
            Replace(bytes, ChecksumOf(after, after.EntrySum), ChecksumOf(after, before.EntrySum));
        }

        return bytes;
    }

    private static byte[] ChecksumOf(SegmentFont font, Hash128 sum)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, SegmentSchema.FontChecksum(font.Recipe, font.Symbols, font.Masks, font.Images, sum));
        return bytes;
    }

    private static void Replace(byte[] bytes, byte[] old, byte[] other)
    {
        var place = bytes.AsSpan().IndexOf(old);
        Assert.True(place >= 0 && bytes.AsSpan(place + 1).IndexOf(old) < 0);
        other.CopyTo(bytes, place);
    }
}
