using Apache.Arrow;
using KhmerCache.Glyphs;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>
/// Lays out lines as a segment: sorted by hash and text, fonts by path, symbols by frequency. The bytes depend on the set of entries
/// only, never on the order or the threads that they came from.
/// </summary>
internal static class LineSegmentWriter
{
    /// <summary>The bytes of an Arrow file that holds <paramref name="lines"/>, which must be of distinct texts.</summary>
    public static byte[] Write(IReadOnlyCollection<LineEntry> lines, int jobs = 1)
    {
        var sorted = lines.ToArray();
        Array.Sort(sorted, Compare);
        var fonts = CollectFonts(sorted, jobs);
        var rows = EncodeLines(sorted, fonts, jobs);

        var (textOffsets, texts) = ArrowColumns.Concatenate(Array.ConvertAll(sorted, line => line.TextUtf8));
        IArrowArray[] columns =
        [
            ArrowColumns.UInt64(Array.ConvertAll(sorted, line => line.TextHash)),
            ArrowColumns.Strings(textOffsets, texts),
            ImagesColumn(rows, fonts),
        ];
        return ArrowColumns.WriteFile(SegmentSchema.Lines, columns, sorted.Length);
    }

    private static int Compare(LineEntry left, LineEntry right)
    {
        var order = left.TextHash.CompareTo(right.TextHash);
        return order != 0 ? order : left.TextUtf8.AsSpan().SequenceCompareTo(right.TextUtf8);
    }

    private static FontTable[] CollectFonts(LineEntry[] lines, int jobs)
    {
        var recipes = lines.SelectMany(line => line.Images).Select(image => image.Recipe).Distinct()
            .OrderBy(recipe => recipe.FontPath, StringComparer.Ordinal).ThenBy(recipe => recipe.ImageHeight).ThenBy(recipe => recipe.Id, StringComparer.Ordinal);
        FontTable[] fonts = [.. recipes.Select((recipe, index) => new FontTable(recipe, index))];
        if (fonts.Length > ushort.MaxValue)
        {
            throw new ArgumentException($"A segment holds at most {ushort.MaxValue} fonts.", nameof(lines));
        }

        var byRecipe = fonts.ToDictionary(font => font.Recipe);

        // Counting is a sum per symbol: each job takes its own fonts, so no count is shared.
        Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = jobs }, job =>
        {
            foreach (var line in lines)
            {
                foreach (var image in line.Images)
                {
                    var font = byRecipe[image.Recipe];
                    if (font.Index % jobs == job)
                    {
                        font.Count(image);
                    }
                }
            }

            for (var i = job; i < fonts.Length; i += jobs)
            {
                fonts[i].Rank();
            }
        });
        return fonts;
    }

    private static EncodedLine[] EncodeLines(LineEntry[] lines, FontTable[] fonts, int jobs)
    {
        var byRecipe = fonts.ToDictionary(font => font.Recipe);
        var encoded = new EncodedLine[lines.Length];
        var sums = new UInt128[fonts.Length];
        const int chunk = 512;
        Parallel.For(0, (lines.Length + chunk - 1) / chunk, new ParallelOptions { MaxDegreeOfParallelism = jobs }, part =>
        {
            var partSums = new UInt128[fonts.Length];
            for (var i = part * chunk; i < Math.Min(lines.Length, (part + 1) * chunk); i++)
            {
                encoded[i] = EncodedLine.Create(lines[i], byRecipe, partSums);
            }

            // Addition of integers commutes: the order in which the parts end does not show.
            lock (sums)
            {
                for (var font = 0; font < sums.Length; font++)
                {
                    sums[font] += partSums[font];
                }
            }
        });

        for (var font = 0; font < sums.Length; font++)
        {
            fonts[font].EntrySum = sums[font];
        }

        return encoded;
    }

    private static ListArray ImagesColumn(EncodedLine[] lines, FontTable[] fonts)
    {
        var images = lines.Sum(line => line.Fonts.Length);
        var imageOffsets = new int[lines.Length + 1];
        var (fontIndices, widths, checksums) = (new ushort[images], new ushort[images], new uint[images]);
        var payloadOffsets = new int[images + 1];
        var payloads = new byte[lines.Sum(line => (long)line.Payloads.Length)];
        var (next, written) = (0, 0);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            line.Fonts.CopyTo(fontIndices, next);
            line.Widths.CopyTo(widths, next);
            line.Checksums.CopyTo(checksums, next);
            foreach (var end in line.PayloadEnds)
            {
                payloadOffsets[++next] = written + end;
            }

            line.Payloads.CopyTo(payloads, written);
            written += line.Payloads.Length;
            imageOffsets[i + 1] = next;
        }

        var structure = ArrowColumns.Struct(
            SegmentSchema.ImageType,
            new DictionaryArray(SegmentSchema.FontDictionaryType, ArrowColumns.UInt16(fontIndices), FontDictionary(fonts)),
            ArrowColumns.UInt16(widths),
            ArrowColumns.UInt32(checksums),
            ArrowColumns.Binary(payloadOffsets, payloads));
        return ArrowColumns.List(SegmentSchema.ImagesType, imageOffsets, structure);
    }

    private static StructArray FontDictionary(FontTable[] fonts)
    {
        PositionedGlyph[] symbols = [.. fonts.SelectMany(font => font.Symbols)];
        var symbolOffsets = ArrowColumns.Offsets(fonts, font => font.Symbols.Length);

        var symbolStructure = ArrowColumns.Struct(
            SegmentSchema.SymbolType,
            ArrowColumns.UInt16(Array.ConvertAll(symbols, symbol => symbol.Glyph)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.XAdvance)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.XOffset)),
            ArrowColumns.Int32(Array.ConvertAll(symbols, symbol => symbol.YOffset)));
        NeededMask[] masks = [.. fonts.SelectMany(font => font.Masks)];
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
            ArrowColumns.Strings(Array.ConvertAll(fonts, font => SegmentSchema.Hex(font.EntrySum))),
            ArrowColumns.UInt64(Array.ConvertAll(fonts, font => font.Checksum)));
    }
}
