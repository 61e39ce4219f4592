using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators.Tests;

/// <summary>Guards the typing speed of users: a generator that computes again what has not changed slows every key stroke.</summary>
public class RunningAgain
{
    /// <summary>All that is emitted or reported.</summary>
    private const string Output = "SourceOutput";

    private const string OwnPart = "namespace A { static partial class KhmerFonts { } }";

    private static readonly InputFile Descriptors = InputFile.Descriptors("namespace|A", "font|fonts/a.ttf", "font|fonts/b.ttf", "corpus|train|train.txt");
    private static readonly InputFile Contents = InputFile.Contents("font|fonts/a.ttf|Moul|Regular", "vocabulary|20 1780");
    private static readonly InputFile Lock = InputFile.Lock('a');

    public static TheoryData<string, string> UnrelatedEdits => new()
    {
        { "class Before { }", "class After { KhmerCache.FontDescriptor? Font; }" },
        { OwnPart, OwnPart + " class After { void Use() { System.Console.WriteLine(A.KhmerFonts.All.Length); } }" },
        { "class Before { object Use() => A.KhmerFonts.All; }", "class Before { object Use() => A.KhmerSplits.All[1 + 1]; }" },
    };

    [Theory]
    [MemberData(nameof(UnrelatedEdits))]
    public void An_unrelated_edit_computes_nothing_again(string before, string after)
    {
        var reasons = new Generation(Descriptors, Contents, Lock) { UserCode = before }.AfterEditOfUserCode(after);

        AssertNamed(reasons);
        Assert.Empty(Computed(reasons));
    }

    [Fact]
    public void An_edit_above_the_projects_own_part_of_a_class_emits_nothing_again()
    {
        var reasons = new Generation(Descriptors, Contents, Lock) { UserCode = OwnPart }.AfterEditOfUserCode("// A comment.\n" + OwnPart);

        Assert.Equal(["DeclaredTypes"], Computed(reasons));
    }

    /// <summary>The place of the message moves; that what is there moves is no reason to emit the other classes again.</summary>
    [Fact]
    public void An_edit_above_a_type_that_is_in_the_way_reports_it_at_its_new_place_and_emits_nothing_again()
    {
        const string InTheWay = "namespace A { class KhmerFonts { } }";
        var reasons = new Generation(Descriptors, Contents, Lock) { UserCode = InTheWay }.AfterEditOfUserCode("// A comment.\n" + InTheWay);

        Assert.Equal(["DeclaredTypes", Output, "TypesInTheWay"], Computed(reasons));
        Assert.Single(reasons[Output], reason => !IsSpared(reason));
    }

    [Fact]
    public void Without_the_library_an_unrelated_edit_computes_nothing_again_either()
    {
        const string Use = "class Use { object Fonts() => KhmerFonts.All; }";
        var reasons = new Generation(Descriptors) { UserCode = Use, HasLibrary = false }.AfterEditOfUserCode(Use + " class After { }");

        Assert.Contains("UnknownNames", reasons.Keys);
        Assert.Empty(Computed(reasons));
    }

    [Fact]
    public void Files_written_again_with_the_same_text_emit_nothing_again()
    {
        var generation = new Generation(Descriptors, Contents, Lock);

        Assert.Empty(Computed(generation.AfterChangeOf(InputFile.Descriptors("namespace|A", "font|fonts/a.ttf", "font|fonts/b.ttf", "corpus|train|train.txt"))));
        Assert.Empty(Computed(generation.AfterChangeOf(InputFile.Contents("font|fonts/a.ttf|Moul|Regular", "vocabulary|20 1780"))));
        Assert.Empty(Computed(generation.AfterChangeOf(InputFile.Lock('a'))));
    }

    [Fact]
    public void Another_family_in_a_fonts_metadata_emits_the_fonts_and_nothing_else() => AssertEmitsOnly(
        "Fonts", ["Descriptors", "Project"], InputFile.Descriptors("namespace|A", "font|fonts/a.ttf|Bokor", "font|fonts/b.ttf", "corpus|train|train.txt"));

    [Fact]
    public void Another_family_in_a_font_file_emits_the_fonts_and_nothing_else() =>
        AssertEmitsOnly("Fonts", ["Contents"], InputFile.Contents("font|fonts/a.ttf|Bokor|Regular", "vocabulary|20 1780"));

    [Fact]
    public void Another_corpus_emits_the_splits_and_nothing_else() => AssertEmitsOnly(
        "Splits", ["Descriptors", "Project"], InputFile.Descriptors("namespace|A", "font|fonts/a.ttf", "font|fonts/b.ttf", "corpus|train|train.txt", "corpus|val|val.txt"));

    [Fact]
    public void Another_height_emits_the_info_and_nothing_else() => AssertEmitsOnly(
        "Info", ["Descriptors", "Project"], InputFile.Descriptors("namespace|A", "image-height|48", "font|fonts/a.ttf", "font|fonts/b.ttf", "corpus|train|train.txt"));

    [Fact]
    public void Another_lock_emits_the_info_and_nothing_else() => AssertEmitsOnly("Info", ["Lock"], InputFile.Lock('b'));

    [Fact]
    public void Another_character_emits_the_vocabulary_and_nothing_else() =>
        AssertEmitsOnly("Vocabulary", ["Contents"], InputFile.Contents("font|fonts/a.ttf|Moul|Regular", "vocabulary|20 1780 1781"));

    [Fact]
    public void What_the_first_build_finds_emits_fonts_and_vocabulary_alone()
    {
        var reasons = new Generation(Descriptors, Lock).AfterChangeOf(Contents);

        Assert.Equal(["Contents", "Fonts", Output, "Vocabulary"], Computed(reasons));
        Assert.Equal(2, reasons[Output].Count(reason => !IsSpared(reason)));
    }

    /// <summary>Only the steps before <paramref name="step"/>, that step, and one output ran to another result.</summary>
    private static void AssertEmitsOnly(string step, string[] before, InputFile changed)
    {
        var reasons = new Generation(Descriptors, Contents, Lock).AfterChangeOf(changed);

        AssertNamed(reasons);
        Assert.Equal(before.Append(step).Append(Output).Order(StringComparer.Ordinal), Computed(reasons));
        Assert.Single(reasons[Output], reason => !IsSpared(reason));
    }

    /// <summary>Guards against tests that look at nothing.</summary>
    private static void AssertNamed(IReadOnlyDictionary<string, IncrementalStepRunReason[]> reasons) => Assert.All(
        ["Descriptors", "Contents", "Lock", "Library", "Language", "Project", "Fonts", "Splits", "Info", "Vocabulary", Output],
        step => Assert.NotEmpty(reasons[step]));

    private static string[] Computed(IReadOnlyDictionary<string, IncrementalStepRunReason[]> reasons) =>
        [.. reasons.Where(step => !step.Value.All(IsSpared)).Select(step => step.Key).Order(StringComparer.Ordinal)];

    private static bool IsSpared(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
}
