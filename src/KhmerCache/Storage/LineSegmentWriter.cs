using System.Runtime.InteropServices;
using Apache.Arrow;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>
/// Lays out lines as a segment: sorted by hash and text, fonts by path, symbols by frequency. The bytes depend on the set of entries
/// only, never on the order or the threads that they came from.
/// </summary>
internal static class LineSegmentWriter
{
    /// <summary>Lines that are drafted together, where they are all there before.</summary>
    public const int LinesPerDraft = 512;

    /// <summary>The bytes of an Arrow file that holds <paramref name="lines"/>, which must be of distinct texts.</summary>
    public static byte[] Write(IReadOnlyCollection<LineEntry> lines, int jobs = 1)
    {
        using var output = new MemoryStream();
        using var batch = LayOut(lines, jobs);
        ArrowColumns.WriteFile(output, batch);
        return output.ToArray();
    }

    /// <summary>The columns of <paramref name="lines"/>, which must be of distinct texts.</summary>
    public static RecordBatch LayOut(IReadOnlyCollection<LineEntry> lines, int jobs)
    {
        var sorted = lines.ToArray();
        Array.Sort(sorted, (left, right) => CompareLines(left.TextHash, left.TextUtf8, right.TextHash, right.TextUtf8));
        Recipe[] recipes = [.. SortFonts(sorted.SelectMany(line => line.Images).Select(image => image.Recipe).Distinct())];
        var fonts = recipes.Index().ToDictionary(font => font.Item, font => font.Index);

        var drafts = new LineDraft[(sorted.Length + LinesPerDraft - 1) / LinesPerDraft];
        Parallel.For(
            0,
            drafts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = jobs },
            () => new LineDrafter(recipes),
            (index, _, drafter) =>
            {
                foreach (var line in sorted.AsSpan(index * LinesPerDraft, Math.Min(LinesPerDraft, sorted.Length - (index * LinesPerDraft))))
                {
                    Draft(line, fonts, drafter);
                }

                drafts[index] = drafter.TakeDraft();
                return drafter;
            },
            _ => { });
        return LayOut(drafts, recipes, jobs);
    }

    /// <summary>The columns of drafted lines. The drafts are used up.</summary>
    /// <param name="drafts">The lines in the order of <see cref="CompareLines"/>; all that their drafters have drafted.</param>
    /// <param name="recipes">The recipes that the drafters know, in the order of <see cref="SortFonts"/>.</param>
    /// <param name="jobs">How many threads.</param>
    public static RecordBatch LayOut(IReadOnlyList<LineDraft> drafts, IReadOnlyList<Recipe> recipes, int jobs)
    {
        var fonts = RankFonts(drafts, recipes, jobs);
        var lines = new EncodedLines[drafts.Count];
        Parallel.For(0, lines.Length, new ParallelOptions { MaxDegreeOfParallelism = jobs }, index => lines[index] = EncodedLines.Of(drafts[index], fonts));

        IArrowArray[] columns =
        [
            new UInt64Array(Join(lines, part => part.Hashes), ArrowBuffer.Empty, lines.Sum(part => part.Hashes.Length), 0, 0),
            new StringArray(lines.Sum(part => part.Hashes.Length), Ends(lines, part => part.TextLengths), Join(lines, part => part.Texts), ArrowBuffer.Empty),
            ImagesColumn(lines, [.. fonts.OfType<FontTable>()]),
        ];
        return new RecordBatch(SegmentSchema.Lines, columns, columns[0].Length);
    }

    /// <summary>The order of lines in a segment.</summary>
    public static int CompareLines(ulong leftHash, ReadOnlySpan<byte> leftUtf8, ulong rightHash, ReadOnlySpan<byte> rightUtf8)
    {
        var order = leftHash.CompareTo(rightHash);
        return order != 0 ? order : leftUtf8.SequenceCompareTo(rightUtf8);
    }

    /// <summary>The order of fonts in a segment.</summary>
    public static IEnumerable<Recipe> SortFonts(IEnumerable<Recipe> recipes) => recipes
        .OrderBy(recipe => recipe.FontPath, StringComparer.Ordinal).ThenBy(recipe => recipe.ImageHeight).ThenBy(recipe => recipe.Id, StringComparer.Ordinal);

    private static void Draft(LineEntry line, Dictionary<Recipe, int> fonts, LineDrafter drafter)
    {
        drafter.BeginLine(line.TextUtf8, line.TextHash);
        foreach (var image in line.Images.OrderBy(image => fonts[image.Recipe]))
        {
            drafter.Add(fonts[image.Recipe], image);
        }

        drafter.EndLine();
    }

    /// <summary>The fonts by their number in the drafts; null for those that no image has.</summary>
    private static FontTable?[] RankFonts(IReadOnlyList<LineDraft> drafts, IReadOnlyList<Recipe> recipes, int jobs)
    {
        LineDrafter[] drafters = [.. drafts.Select(draft => draft.Drafter).Distinct()];
        var used = new List<int>();
        for (var font = 0; font < recipes.Count; font++)
        {
            if (Array.Exists(drafters, drafter => drafter.ImagesOf(font) > 0))
            {
                used.Add(font);
            }
        }

        if (used.Count > ushort.MaxValue)
        {
            throw new ArgumentException($"A segment holds at most {ushort.MaxValue} fonts.", nameof(recipes));
        }

        var fonts = new FontTable?[recipes.Count];
        Parallel.For(0, used.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, index =>
            fonts[used[index]] = new FontTable(recipes[used[index]], index, used[index], drafters));
        return fonts;
    }

    private static ListArray ImagesColumn(EncodedLines[] lines, FontTable[] fonts)
    {
        var images = lines.Sum(part => part.Fonts.Length);
        var structure = ArrowColumns.Struct(
            SegmentSchema.ImageType,
            new DictionaryArray(
                SegmentSchema.FontDictionaryType,
                new UInt16Array(Join(lines, part => part.Fonts), ArrowBuffer.Empty, images, 0, 0),
                FontDictionary(fonts)),
            new UInt16Array(Join(lines, part => part.Widths), ArrowBuffer.Empty, images, 0, 0),
            new UInt32Array(Join(lines, part => part.Checksums), ArrowBuffer.Empty, images, 0, 0),
            new BinaryArray(Apache.Arrow.Types.BinaryType.Default, images, Ends(lines, part => part.PayloadLengths), Join(lines, part => part.Payloads), ArrowBuffer.Empty));
        return new ListArray(
            SegmentSchema.ImagesType, lines.Sum(part => part.ImageCounts.Length), Ends(lines, part => part.ImageCounts), structure, ArrowBuffer.Empty);
    }

    private static StructArray FontDictionary(FontTable[] fonts)
    {
        var symbols = Join(fonts, font => font.Symbols);
        var symbolOffsets = ArrowColumns.Offsets(fonts, font => font.Symbols.Length);

        var symbolStructure = ArrowColumns.Struct(
            SegmentSchema.SymbolType,
            ArrowColumns.UInt16(Array.ConvertAll(symbols, symbol => symbol.Glyph)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.XAdvance)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.XOffset)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.YOffset)));
        var masks = Join(fonts, font => font.Masks);
        var maskOffsets = ArrowColumns.Offsets(fonts, font => font.Masks.Length);

        var maskStructure = ArrowColumns.Struct(
            SegmentSchema.MaskType,
            ArrowColumns.UInt8(Array.ConvertAll(masks, mask => mask.Shrink)),
            ArrowColumns.UInt16(Array.ConvertAll(masks, mask => mask.Glyph)));
        return ArrowColumns.Struct(
            SegmentSchema.FontType,
            ArrowColumns.Strings(Array.ConvertAll(fonts, font => font.Recipe.FontPath)),
            ArrowColumns.UInt16(Array.ConvertAll(fonts, font => (ushort)font.Recipe.ImageHeight)),
            ArrowColumns.Strings(Array.ConvertAll(fonts, font => font.Recipe.FontSha256)),
            ArrowColumns.Int32(Array.ConvertAll(fonts, font => font.Recipe.UnitsPerEm)),
            ArrowColumns.Int32(Array.ConvertAll(fonts, font => font.Recipe.FontSize)),
            ArrowColumns.Int32(Array.ConvertAll(fonts, font => font.Recipe.Baseline)),
            ArrowColumns.Strings(Array.ConvertAll(fonts, font => font.Recipe.Renderer)),
            ArrowColumns.List(SegmentSchema.SymbolsType, symbolOffsets, symbolStructure),
            ArrowColumns.List(SegmentSchema.MasksType, maskOffsets, maskStructure),
            ArrowColumns.Int64(Array.ConvertAll(fonts, font => font.Images)),
            ArrowColumns.Strings(Array.ConvertAll(fonts, font => font.EntrySum.ToString())),
            ArrowColumns.UInt64(Array.ConvertAll(fonts, font => font.Checksum)));
    }

    /// <summary>The values of all fonts, one after the other.</summary>
    private static T[] Join<T>(FontTable[] fonts, Func<FontTable, T[]> values)
    {
        var joined = new T[fonts.Sum(font => values(font).Length)];
        var next = 0;
        foreach (var font in fonts)
        {
            values(font).CopyTo(joined, next);
            next += values(font).Length;
        }

        return joined;
    }

    /// <summary>The values of all parts, one after the other.</summary>
    private static ArrowBuffer Join<T>(EncodedLines[] lines, Func<EncodedLines, T[]> values)
        where T : unmanaged
    {
        var joined = new byte[lines.Sum(part => (long)MemoryMarshal.AsBytes<T>(values(part)).Length)];
        var next = joined.AsSpan();
        foreach (var part in lines)
        {
            var bytes = MemoryMarshal.AsBytes<T>(values(part));
            bytes.CopyTo(next);
            next = next[bytes.Length..];
        }

        return new ArrowBuffer(joined);
    }

    /// <summary>Where the values of all parts end, from how long each is; 0 before the first.</summary>
    private static ArrowBuffer Ends(EncodedLines[] lines, Func<EncodedLines, int[]> lengths)
    {
        var joined = new byte[sizeof(int) * (1 + lines.Sum(part => (long)lengths(part).Length))];
        var ends = MemoryMarshal.Cast<byte, int>(joined.AsSpan());
        var next = 1;
        foreach (var length in lines.SelectMany(lengths))
        {
            ends[next] = checked(ends[next - 1] + length);
            next++;
        }

        return new ArrowBuffer(joined);
    }
}
