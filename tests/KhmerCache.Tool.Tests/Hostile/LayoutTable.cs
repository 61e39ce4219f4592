namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// GSUB tables that keep a shaper busy (OpenType specification, "OpenType Layout Common Table Formats"): one feature that all scripts use, with any number of
/// lookups, which may share their subtables.
/// </summary>
internal static class LayoutTable
{
    private const int Extension = 7;

    /// <summary>Shapers look at no more of a table than fits its length, so that a short one with much to look at is none.</summary>
    private const int Length = 1 << 20;

    /// <summary>A type of lookup and its subtables.</summary>
    public sealed record Lookup(int Type, params byte[][] Subtables);

    public static byte[] Create(params Lookup[] lookups)
    {
        var scripts = new BigEndian().Words(3);
        foreach (var script in new[] { "DFLT"u8.ToArray(), [.. "khmr"u8], [.. "latn"u8] })
        {
            scripts.Bytes(script).Words(20);
        }

        scripts.Words(4, 0).Words(0, -1, 1, 0);
        var features = new BigEndian().Words(1).Bytes("ccmp"u8).Words(8, 0, lookups.Length).Words([.. Enumerable.Range(0, lookups.Length)]);
        var offset = 10 + scripts.Length;
        return new BigEndian().Long(0x10000).Words(10, offset, offset + features.Length).Bytes(scripts.ToArray()).Bytes(features.ToArray()).Bytes(LookupList(lookups))
            .Bytes(new byte[Length]).ToArray();
    }

    /// <summary>Each of the glyphs becomes a sequence.</summary>
    public static Lookup Multiply(int glyph, int times) => new(2, new BigEndian()
        .Words(1, 8 + 2 + 2 * times, 1, 8, times).Words([.. Enumerable.Repeat(glyph, times)]).Words(1, 1, glyph).ToArray());

    /// <summary>Looks at so many glyphs from every place, and finds in the end that they are not followed by <paramref name="last"/>; all that so often.</summary>
    public static Lookup LookInVain(int glyphs, int length, int last, int often) =>
        new(6, [.. Enumerable.Repeat(Context(glyphs, length, last, []), often)]);

    /// <summary>For every glyph, other lookups, each so often.</summary>
    public static Lookup Apply(int glyphs, int lookup, int times) => new(6, Context(glyphs, 1, null, [.. Enumerable.Repeat(lookup, times)]));

    // Format 3: a coverage table for each place; all glyphs for all of them but the last.
    private static byte[] Context(int glyphs, int length, int? last, int[] lookups)
    {
        var covered = 10 + 2 * length + (last is null ? 0 : 2) + 4 * lookups.Length;
        var context = new BigEndian().Words(3, 0, length).Words([.. Enumerable.Repeat(covered, length)]);
        context.Words(last is null ? [0] : [1, covered + 10]);
        context.Words(lookups.Length).Words([.. lookups.SelectMany(lookup => new[] { 0, lookup })]);
        return context.Words(2, 1, 0, glyphs - 1, 0).Words(1, 1, last ?? 0).ToArray();
    }

    private static byte[] LookupList(Lookup[] lookups)
    {
        // Extension subtables have offsets of 32 bits; equal subtables are written once.
        var distinct = lookups.SelectMany(lookup => lookup.Subtables).Distinct().ToArray();
        var (list, bodies) = (new BigEndian().Words(lookups.Length), new BigEndian());
        var start = 2 + 2 * lookups.Length;
        var end = start + lookups.Sum(lookup => 6 + 2 * lookup.Subtables.Length + 8 * lookup.Subtables.Distinct().Count());
        var places = new Dictionary<byte[], int>();
        foreach (var subtable in distinct)
        {
            places[subtable] = end;
            end += subtable.Length;
        }

        foreach (var lookup in lookups)
        {
            list.Words(start + bodies.Length);
            var own = lookup.Subtables.Distinct().ToArray();
            var records = 6 + 2 * lookup.Subtables.Length;
            bodies.Words(Extension, 0, lookup.Subtables.Length).Words([.. lookup.Subtables.Select(subtable => records + 8 * Array.IndexOf(own, subtable))]);
            foreach (var subtable in own)
            {
                bodies.Words(1, lookup.Type).Long(places[subtable] - (start + bodies.Length - 4));
            }
        }

        list.Bytes(bodies.ToArray());
        Array.ForEach(distinct, subtable => list.Bytes(subtable));
        return list.ToArray();
    }
}
