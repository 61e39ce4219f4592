using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Problem = Microsoft.CodeAnalysis.Diagnostic;
using Severity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace KhmerCache.Generators.Tests;

/// <summary>What is wrong is said once, where it is, with what to do about it; and nothing that follows from it is said besides.</summary>
public class Diagnosing
{
    private static readonly InputFile Descriptors = InputFile.Descriptors("namespace|My.@class", "font|a.ttf", "corpus|train|a.txt");

    [Theory]
    [InlineData("class KhmerFonts { }", 6)]
    [InlineData("static class KhmerFonts { }", 13)]
    [InlineData("partial struct KhmerSplits { }", 15)]
    [InlineData("interface KhmerSplits { }", 10)]
    [InlineData("enum KhmerCacheInfo { }", 5)]
    [InlineData("delegate void KhmerVocabulary();", 14)]
    [InlineData("class @KhmerVocabulary { }", 6)]
    [InlineData("sealed partial class KhmerVocabulary { }", 21)]
    [InlineData("partial class KhmerCacheInfo : System.Exception { }", 14)]
    public void A_type_in_the_way_of_a_generated_class_is_the_one_error(string declaration, int column)
    {
        var error = Assert.Single(new Generation(Descriptors) { UserCode = $"namespace My {{ namespace @class {{\n{declaration}\n}} }}" }.Errors());

        AssertIs("KHC5101", Severity.Error, 1, column, error);
        Assert.Matches("Make it 'static partial class Khmer[A-Za-z]+', rename it, or set the property KhmerCacheNamespace", error.GetMessage());
    }

    [Fact]
    public void A_record_in_the_way_is_an_error_too()
    {
        var error = Assert.Single(new Generation(Descriptors)
        {
            Language = LanguageVersion.CSharp10,
            UserCode = "namespace My.@class;\npartial record KhmerFonts;",
        }.Errors());

        AssertIs("KHC5101", Severity.Error, 1, 15, error);
    }

    [Fact]
    public void Types_that_only_share_the_name_are_in_nobodys_way()
    {
        const string UserCode = """
            namespace My.@class
            {
                class KhmerFonts<T> { }
                class Outer { class KhmerSplits { } }
                static partial class KhmerCacheInfo { }
                partial class KhmerVocabulary { }
            }

            namespace My
            {
                class KhmerFonts { }
            }

            class KhmerSplits { }
            """;

        Assert.Empty(new Generation(Descriptors) { UserCode = UserCode }.Errors());
        Assert.Empty(new Generation(Descriptors) { UserCode = "namespace My.@class { file class KhmerFonts { } }", Language = LanguageVersion.CSharp11 }.Errors());
    }

    [Fact]
    public void Where_a_class_is_not_generated_nothing_is_in_its_way()
    {
        Assert.Empty(new Generation(Descriptors) { UserCode = "namespace My.@class { class KhmerFonts { } }", HasLibrary = false }.Errors());
        Assert.Empty(new Generation() { UserCode = "class KhmerCacheInfo { }" }.Errors());
    }

    [Fact]
    public void In_a_language_that_is_too_old_nothing_is_generated_and_the_remedy_is_named()
    {
        var generation = new Generation(Descriptors) { Language = LanguageVersion.CSharp7_3, UserCode = "namespace My.@class { class KhmerFonts { } }" };

        var error = Assert.Single(generation.Errors());
        Assert.Equal(("KHC5102", Severity.Error, Location.None), (error.Id, error.Severity, error.Location));
        Assert.Contains("C# 7.3", error.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("<LangVersion>8.0</LangVersion>", error.GetMessage(), StringComparison.Ordinal);
        Assert.Empty(new Generation() { Language = LanguageVersion.CSharp7_3 }.Errors());
    }

    [Fact]
    public void The_first_use_of_a_class_that_needs_the_library_names_the_package_that_is_missing()
    {
        var generation = new Generation(Descriptors)
        {
            HasLibrary = false,
            UserCode = """
                namespace My.@class
                {
                    class Use
                    {
                        object Splits() => KhmerSplits.All;

                        object Fonts() => My.@class.KhmerFonts.All;
                    }
                }
                """,
        };

        var problems = generation.Errors();

        // The compiler's own errors stay: this says why they are there.
        Assert.Equal(["CS0103", "CS0234", "KHC5103"], problems.Select(problem => problem.Id).Order(StringComparer.Ordinal));
        var warning = Assert.Single(problems, problem => problem.Id == "KHC5103");
        AssertIs("KHC5103", Severity.Warning, 4, 27, warning);
        Assert.Contains("'KhmerSplits'", warning.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("<PackageReference Include=\"KhmerCache\"", warning.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class KhmerFonts { public static int All; } class Use { int Value => KhmerFonts.All; }")]
    [InlineData("class Use { int KhmerFonts; int Value() => KhmerFonts + this.KhmerFonts + new Use { KhmerFonts = 1 }.KhmerFonts; }")]
    [InlineData("class Use { static int Value(int KhmerFonts) => Value(KhmerFonts: KhmerFonts); }")]
    [InlineData("class Use { static object Value(Use use) => new { KhmerFonts = use?.ToString() }.KhmerFonts; }")]
    public void A_name_that_means_something_else_is_nobodys_business(string userCode) =>
        Assert.DoesNotContain("KHC5103", new Generation(Descriptors) { HasLibrary = false, UserCode = userCode }.Errors().Select(problem => problem.Id));

    [Theory]
    [InlineData("class Use { object Value(Use use) => use.KhmerFonts; }")]
    [InlineData("class Use { object Value() => Unknown.KhmerFonts; }")]
    [InlineData("class Use { object Value() => System.KhmerFonts.All; }")]
    public void A_name_that_is_missing_elsewhere_is_left_to_the_compiler(string userCode) =>
        Assert.DoesNotContain("KHC5103", new Generation(Descriptors) { HasLibrary = false, UserCode = userCode }.Errors().Select(problem => problem.Id));

    [Fact]
    public void With_the_library_a_misspelt_font_is_the_compilers_error_alone()
    {
        var error = Assert.Single(new Generation(Descriptors) { UserCode = "class Use { object Font() => My.@class.KhmerFonts.Moulx; }" }.Errors());

        Assert.Equal("CS0117", error.Id);
    }

    private static void AssertIs(string id, Severity severity, int line, int column, Problem problem)
    {
        var place = problem.Location.GetLineSpan();
        Assert.Equal((id, severity), (problem.Id, problem.DefaultSeverity));
        Assert.Equal(("User.cs", line, column), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Equal($"https://github.com/khmercache/khmercache/blob/main/docs/build.md#{id.ToLowerInvariant()}", problem.Descriptor.HelpLinkUri);
    }
}
