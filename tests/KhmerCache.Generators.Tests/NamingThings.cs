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
    [InlineData("😀", "_")]
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

        new Generation(DescriptorText.Of([.. names.Select(name => $"font|fonts/{name}.ttf"), .. names.Select(name => $"corpus|{name}|corpus/{name}.txt")])).Load();
    }

    [Fact]
    public void Namesakes_are_told_apart_by_what_they_are_and_not_by_their_order()
    {
        Assert.Equal(Named("a/Moul.ttf", "b/moul.ttf", "c/Bokor.ttf"), Named("c/Bokor.ttf", "b/moul.ttf", "a/Moul.ttf"));
        Assert.Equal(Named("a/Moul.ttf", "b/moul.ttf").OrderBy(name => name.Key), Named("0/moul.ttf", "a/Moul.ttf", "b/moul.ttf").Where(name => name.Key[0] != '0').OrderBy(name => name.Key));
        Assert.All(Named("a/Moul.ttf", "b/moul.ttf").Values, name => Assert.Matches("^Moul_[0-9a-f]{8}$", name));
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
        var fonts = new Generation(DescriptorText.Of("font|fonts/a.ttf", "font|fonts/a.ttf"))["KhmerFonts"]!;

        Assert.Contains("FontDescriptor A {", fonts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My.Ocr", "My.Ocr")]
    [InlineData("my-ocr.class", "my_ocr.@class")]
    [InlineData("7.ខ្មែរ", "_7.ខ្មែរ")]
    [InlineData(" a . b ", "a.b")]
    [InlineData("", "")]
    public void Any_root_namespace_becomes_one_that_compiles(string name, string expected)
    {
        Assert.Equal(expected, Identifiers.Namespace(name));
        new Generation(DescriptorText.Of($"namespace|{name}", "font|a.ttf", "corpus|train|b.txt")).Load();
    }

    private static Dictionary<string, string> Named(params string[] paths) =>
        Identifiers.Assign(paths, path => Path.GetFileNameWithoutExtension(path)!, path => path).ToDictionary(name => name.Key, name => name.Value);
}
