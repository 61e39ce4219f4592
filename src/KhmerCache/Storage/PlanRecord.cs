using System.Text.Json;
using Apache.Arrow;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>
/// What a pregeneration has made complete, and from which inputs: where the inputs are still the same, there is nothing to do; and whatever no plan asks for
/// may be dropped. A file of its own, since many projects may share a cache; when it was last used is the file's time.
/// </summary>
/// <param name="Facts">The plan but for its lines.</param>
/// <param name="TextHashes">The hash of each line, in rising order.</param>
/// <param name="FontEnds">Where the fonts of each line end in <paramref name="Fonts"/>; 0 before the first.</param>
/// <param name="Fonts">The fonts of each line, as places in the facts' recipes; none for a line that is shown in all of them.</param>
internal sealed record PlanRecord(PlanFacts Facts, ulong[] TextHashes, int[] FontEnds, ushort[] Fonts)
{
    private const string FactsKey = "khmercache.plan";

    /// <summary>Writes the record as an Arrow file.</summary>
    public void Write(Stream output)
    {
        var schema = new Schema(
            SegmentSchema.Plans.FieldsList, [.. SegmentSchema.Plans.Metadata, new(FactsKey, PlanJson.Write(Facts))]);
        using var batch = new RecordBatch(
            schema, [ArrowColumns.UInt64(TextHashes), ArrowColumns.List(SegmentSchema.FontsType, FontEnds, ArrowColumns.UInt16(Fonts))], TextHashes.Length);
        ArrowColumns.WriteFile(output, batch);
    }

    /// <summary>Reads a record; null where it is gone or damaged: a record can be made again.</summary>
    public static PlanRecord? Read(CacheFolder folder, string name)
    {
        try
        {
            return folder.ReadIntact(name) is { } bytes ? Parse(bytes) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KhmerCacheException or JsonException or InvalidOperationException or InvalidDataException or KeyNotFoundException)
        {
            // What is intact but of another version is no concern of ours either.
            return null;
        }
    }

    /// <summary>Reads the bytes of an intact record.</summary>
    public static PlanRecord Parse(ReadOnlyMemory<byte> file)
    {
        var batch = ArrowColumns.ReadFile(file);
        SegmentSchema.Check(batch.Schema, SegmentSchema.Plans, FactsKey);
        var facts = PlanJson.Read(batch.Schema.Metadata[FactsKey]);
        var fonts = (ListArray)batch.Column(1);
        return new PlanRecord(
            facts, ((UInt64Array)batch.Column(0)).Values.ToArray(), fonts.ValueOffsets.ToArray(), ((UInt16Array)fonts.Values).Values.ToArray());
    }

    /// <summary>The place of each of these recipes in the facts' recipes; those that the plan does not follow are left out.</summary>
    public Dictionary<Recipe, int> FontsAmong(IEnumerable<Recipe> recipes)
    {
        var fonts = new Dictionary<Recipe, int>();
        foreach (var recipe in recipes)
        {
            var font = Array.FindIndex(Facts.Recipes, asked => asked.FontPath == recipe.FontPath && asked.ImageHeight == recipe.ImageHeight && asked.Recipe == recipe.Id);
            if (font >= 0)
            {
                fonts[recipe] = font;
            }
        }

        return fonts;
    }

    /// <summary>How many images the plan asks for in each font, in the order of the facts' recipes.</summary>
    public long[] CountByFont()
    {
        var counts = new long[Facts.Recipes.Length];
        long inAll = 0;
        for (var line = 0; line < TextHashes.Length; line++)
        {
            inAll += FontEnds[line] == FontEnds[line + 1] ? 1 : 0;
        }

        foreach (var font in Fonts)
        {
            counts[font]++;
        }

        return Array.ConvertAll(counts, count => count + inAll);
    }

    /// <summary>Whether the plan asks for the image of a text in a font.</summary>
    /// <param name="textHash">The hash of the text.</param>
    /// <param name="font">The font's place in the facts' recipes.</param>
    public bool AsksFor(ulong textHash, int font)
    {
        var line = Array.BinarySearch(TextHashes, textHash);
        return line >= 0 && (FontEnds[line] == FontEnds[line + 1] || Fonts.AsSpan(FontEnds[line]..FontEnds[line + 1]).Contains((ushort)font));
    }
}

/// <summary>A plan but for its lines.</summary>
/// <param name="Settings">Which plan: what is pregenerated again with other corpora, fonts or programs takes the place of what had the same settings.</param>
/// <param name="Inputs">The SHA-256 of all that the images follow from.</param>
/// <param name="Places">Where the lines stand that <paramref name="Unrenderable"/> names; empty where it names none.</param>
/// <param name="ContentDigest">What the cache showed when it was complete. A cache that shows anything else, be it more or less, has to be looked through.</param>
/// <param name="Planned">How many images are asked for.</param>
/// <param name="Splits">How much each split has.</param>
/// <param name="Recipes">How the images of each font are made, in the order of the fonts.</param>
/// <param name="Unrenderable">Lines that a font can't show.</param>
/// <param name="Vocabulary">The characters of all labels, in hexadecimal and in rising order; null in a record of before this was noted.</param>
/// <param name="ProjectDigest">The content digest of a cache that shows what the plan asks for and nothing else; null where it was not asked for yet.</param>
internal sealed record PlanFacts(
    string Settings,
    string Inputs,
    string Places,
    string ContentDigest,
    long Planned,
    SortedDictionary<string, SplitCount> Splits,
    PlanRecipe[] Recipes,
    UnrenderableLines[] Unrenderable,
    string? Vocabulary = null,
    string? ProjectDigest = null)
{
    /// <summary>How many images there are: what is asked for, but for lines that a font can't show.</summary>
    public long Images => Planned - Unrenderable.Sum(lines => lines.Count);
}

/// <summary>A recipe that a plan follows.</summary>
internal sealed record PlanRecipe(string FontPath, int ImageHeight, string Recipe);

/// <summary>Lines of a file that a font can't show, for the user to be told again.</summary>
/// <param name="File">The file, counted over the files of all splits.</param>
/// <param name="Font">The font.</param>
/// <param name="Count">How many lines they are.</param>
/// <param name="First">The first of them.</param>
internal sealed record UnrenderableLines(int File, int Font, long Count, UnrenderableLine[] First);

/// <summary>A line that a font can't show.</summary>
internal sealed record UnrenderableLine(int Line, string Reason);
