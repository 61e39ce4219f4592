using KhmerCache.Generators.Classes;
using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators.Tests;

public class NamingThings
{
    [Theory]
    [InlineData("KhmerOSbattambang", "KhmerOSbattambang")]
    [InlineData("KhmerOS_battambang", "KhmerOSBattambang")]
    [InlineData("noto-sans-khmer-regular", "NotoSansKhmerRegular")]
    [InlineData("NotoSansKhmer[wdth,wght]", "NotoSansKhmerWdthWght")]
    [InlineData("Khmer OS (2).v1", "KhmerOS2V1")]
    [InlineData("7days", "_7days")]
    [InlineData("-1", "_1")]
    [InlineData("ខ្មែរ", "ខ្មែរ")]
    [InlineData("ខ្មែរ អក្សរ", "ខ្មែរអក្សរ")]
    [InlineData("\u17B6\u1780", "_\u17B6\u1780")]
    [InlineData("a\u200Bb\u200Dc", "Abc")]
    [InlineData("class", "Class")]
    [InlineData("All", "All_")]
    [InlineData("equals", "Equals_")]
    [InlineData("get-type", "GetType_")]
    [InlineData("KhmerFonts", "KhmerFonts_")]
    [InlineData("khmer-cache-info", "KhmerCacheInfo_")]
    [InlineData("khmer-vocabulary", "KhmerVocabulary_")]
    [InlineData("ខ្មែរ\u200Bអូអេស", "ខ្មែរអូអេស")]
    [InlineData("\u200Bclass", "Class")]
    [InlineData("event", "Event")]
    [InlineData("field", "Field")]
    [InlineData("😀", "_")]
    [InlineData("a😀b", "AB")]
    [InlineData("a\uD83Db\uDE00", "AB")]
    [InlineData("---", "_")]
    [InlineData("", "_")]
    public void A_name_is_readable_and_valid(string name, string identifier)
    {
        Assert.Equal(identifier, Identifiers.FromName(name));
        Assert.True(SyntaxFacts.IsValidIdentifier(identifier));
        Assert.Equal(SyntaxKind.None, SyntaxFacts.GetKeywordKind(identifier));
    }

    [Fact]
    public void Nasty_names_compile_together()
    {
        string[] names =
        [
            "All", "all", "ALL", "Equals", "ToString", "class", "_", "__", "-", "😀", "7", "_7", "7-", "a b", "a_b", "a-b", "A.B", "ខ្មែរ", "ខ្មែរ\u200B", "string", "var",
            "KhmerFonts", "khmerFonts", "System", "global", "quote\"d", "back{slash}", "per%cent", "ampersand & <tag>", "e\u0301", "é", "I", "İ", "ı", "ß", "ſ",
        ];

        new Generation(InputFile.Descriptors([.. names.Select(name => $"font|fonts/{name}.ttf"), .. names.Select(name => $"corpus|{name}|corpus/{name}.txt")])).Load();
    }

    [Fact]
    public void Namesakes_are_told_apart_by_where_they_are()
    {
        Assert.Equal(
            ["Moul_FontsGoogleTtf", "Moul_FontsKhmerosTtf", "Moul_Otf", "Bokor"],
            Named("fonts/google/Moul.ttf", "fonts/khmeros/moul.ttf", "Moul.otf", "fonts/Bokor.ttf").Values);
    }

    /// <summary>Guards against names that are valid in C# and too long for metadata: a path may have 4,096 bytes, a name 1,023.</summary>
    [Fact]
    public void Namesakes_in_the_same_place_or_very_deep_are_told_apart_by_a_hash()
    {
        var deep = string.Concat(Enumerable.Repeat("ខ្មែរ/", 50));

        Assert.All(Named("a/Moul.ttf", "a/moul.ttf", deep + "moul.ttf").Values, name => Assert.Matches("^Moul_[0-9a-f]{8}$", name));
    }

    [Fact]
    public void The_order_of_namesakes_decides_nothing()
    {
        Assert.Equal(
            Named("a/Moul.ttf", "b/moul.ttf", "b/Moul.ttf", "c/Bokor.ttf").OrderBy(name => name.Key),
            Named("c/Bokor.ttf", "b/Moul.ttf", "b/moul.ttf", "a/Moul.ttf").OrderBy(name => name.Key));
    }

    /// <summary>Guards against a name that passes from one font to another, and against an error that leaves its reader to guess.</summary>
    [Fact]
    public void Who_writes_a_name_that_became_ambiguous_reads_what_to_write_instead()
    {
        var generation = new Generation(InputFile.Descriptors("font|a/Moul.ttf", "font|b/Moul.ttf", "corpus|hard cases|1.txt", "corpus|hard-cases|2.txt"))
        {
            UserCode = """
                class Use
                {
                    object Font() => KhmerFonts.Moul;

                    object Split() => KhmerSplits.HardCases;
                }
                """,
        };

        var errors = generation.Errors();
        Assert.Equal(["CS0619", "CS0619"], errors.Select(error => error.Id));
        Assert.Contains("2 fonts have this name. Write Moul_ATtf (a/Moul.ttf) or Moul_BTtf (b/Moul.ttf).", errors[0].GetMessage(), StringComparison.Ordinal);
        Assert.Matches(@"2 splits have this name\. Write HardCases_[0-9a-f]{8} \(hard cases\) or HardCases_[0-9a-f]{8} \(hard-cases\)\.", errors[1].GetMessage());
    }

    [Fact]
    public void A_name_does_not_change_when_fonts_are_added()
    {
        var before = Named("fonts/KhmerOS.ttf", "fonts/7.ttf", "fonts/All.ttf");
        var after = Named("fonts/0.ttf", "fonts/KhmerOS.ttf", "fonts/KhmerOSbokor.ttf", "fonts/7.ttf", "fonts/All.ttf", "fonts/zz.ttf");

        Assert.All(before, name => Assert.Equal(name.Value, after[name.Key]));
    }

    [Fact]
    public void A_font_that_stands_in_a_project_twice_is_one_font()
    {
        var fonts = new Generation(InputFile.Descriptors("font|fonts/a.ttf", "font|fonts/a.ttf"))["KhmerFonts"]!;

        Assert.Contains("FontDescriptor A {", fonts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My.Ocr", "My.Ocr")]
    [InlineData("my-ocr.class", "my_ocr.@class")]
    [InlineData("My.@class.@Ocr", "My.@class.Ocr")]
    [InlineData("cla\u200Bss.😀.@", "@class.__._")]
    [InlineData("7.ខ្មែរ", "_7.ខ្មែរ")]
    [InlineData(" a . b ", "a.b")]
    [InlineData("", "")]
    public void Any_root_namespace_becomes_one_that_compiles(string name, string expected)
    {
        Assert.Equal(expected, Identifiers.Namespace(name));
        new Generation(InputFile.Descriptors($"namespace|{name}", "font|a.ttf", "corpus|train|b.txt")).Load();
    }

    private static Dictionary<string, string> Named(params string[] paths)
    {
        var naming = Naming.OfFonts(paths);
        return paths.ToDictionary(path => path, path => naming[path]);
    }
}
