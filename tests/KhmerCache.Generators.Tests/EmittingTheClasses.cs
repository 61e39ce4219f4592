using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators.Tests;

public class EmittingTheClasses
{
    private static readonly InputFile QuickStart = InputFile.Descriptors(
        "namespace|QuickStart",
        "project|../../../",
        "directory|data/synthetic/",
        "image-height|32",
        "seed|7",
        "fonts-per-line|2",
        "font|../../fonts/ofl/noto-sans-khmer-regular.ttf|Noto <Khmer>",
        "font|../../fonts/khmeros/KhmerOSbattambang.ttf",
        "corpus|val|corpus/val.txt",
        "corpus|train|corpus/train2.txt",
        "corpus|train|corpus/train1.txt",
        "corpus|hard <cases>|corpus/hard & strange.txt");

    private static readonly InputFile Contents = InputFile.Contents(
        "font|../../fonts/khmeros/KhmerOSbattambang.ttf|Khmer OS Battambang|Regular",
        "font|../../fonts/ofl/noto-sans-khmer-regular.ttf|Noto Sans Khmer|Medium",
        "vocabulary|20 22 28 41 5C 17A 1780 1781 1782 1783 1784 1785 1786 1787 1788 1789 17B6 17D2 200B 1F600");

    [Theory]
    [InlineData("KhmerFonts")]
    [InlineData("KhmerSplits")]
    [InlineData("KhmerCacheInfo")]
    [InlineData("KhmerVocabulary")]
    public void The_text_is_as_reviewed(string className) =>
        Snapshots.Match(new Generation(QuickStart, Contents, InputFile.Lock('e'))[className]!, className);

    /// <summary>What an editor compiles once the package is added: nothing was built, and nothing is locked.</summary>
    [Fact]
    public void Before_the_first_build_all_classes_are_there()
    {
        var generation = new Generation(QuickStart)
        {
            UserCode = """
                class Use
                {
                    object[] All() => new object[]
                    {
                        QuickStart.KhmerFonts.KhmerOSbattambang.Family, QuickStart.KhmerSplits.Train, QuickStart.KhmerCacheInfo.Directory,
                        QuickStart.KhmerVocabulary.Characters, QuickStart.KhmerVocabulary.IndexOf('a'),
                    };
                }
                """,
        };

        generation.Load();
        Snapshots.Match(generation["KhmerFonts"] + generation["KhmerVocabulary"], "BeforeTheFirstBuild");
        Assert.DoesNotContain("ContentDigest", generation["KhmerCacheInfo"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_for_netstandard_gets_what_needs_no_other_package()
    {
        var generation = new Generation(QuickStart, Contents, InputFile.Lock('e'))
        {
            HasLibrary = false,
            IsNetStandard20 = true,
            UserCode = """
                class Use
                {
                    object[] All() => new object[]
                    {
                        QuickStart.KhmerCacheInfo.Directory, QuickStart.KhmerCacheInfo.ContentDigest, QuickStart.KhmerVocabulary.IndexOf("\U0001F600"),
                    };
                }
                """,
        };

        Assert.Empty(generation.Errors());
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp8)]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp12)]
    public void It_compiles_in_every_language_that_knows_nullable_references(LanguageVersion language) =>
        new Generation(QuickStart, Contents, InputFile.Lock('e')) { Language = language }.Load();

    [Fact]
    public void A_font_is_called_what_the_project_says_else_what_its_file_says_else_what_its_file_is_called()
    {
        var consumer = new Generation(
            InputFile.Descriptors("font|a.ttf|Project family|Project style", "font|b.ttf||Project style", "font|c.ttf", "font|d.ttf"),
            InputFile.Contents("font|a.ttf|File family|File style", "font|b.ttf|File family|File style", "font|c.ttf|File family|", "vocabulary|")).Load();

        Assert.Equal(
            [("Project family", "Project style"), ("File family", "Project style"), ("File family", "Regular"), ("d", "Regular")],
            Static<System.Collections.Immutable.ImmutableArray<FontDescriptor>>(consumer, "KhmerFonts", "All").Select(font => (font.Family, font.Style)));
    }

    /// <summary>Guards against indices of samples that differ between machines: MSBuild lists the files of a pattern as the directory does.</summary>
    [Fact]
    public void The_files_of_a_split_are_ordered_by_their_paths()
    {
        var one = new Generation(InputFile.Descriptors("corpus|train|b.txt", "corpus|train|B.txt", "corpus|train|a10.txt", "corpus|train|a2.txt"))["KhmerSplits"];
        var other = new Generation(InputFile.Descriptors("corpus|train|a2.txt", "corpus|train|b.txt", "corpus|train|a10.txt", "corpus|train|B.txt"))["KhmerSplits"]!;

        Assert.Equal(one, other);
        Assert.Contains("<c>B.txt</c>, <c>a10.txt</c>, <c>a2.txt</c>, <c>b.txt</c>", other, StringComparison.Ordinal);
    }

    [Fact]
    public void Namesakes_are_as_reviewed()
    {
        var generation = new Generation(InputFile.Descriptors("font|fonts/a/Moul.ttf", "font|fonts/b/moul.ttf", "font|fonts/b/Moul.ttf", "font|Bokor.ttf"));

        generation.Load();
        Snapshots.Match(generation["KhmerFonts"]!, "Namesakes");
    }

    /// <summary>All parts of a class must say the same. That this compiles also says that every public member is documented (CS1591).</summary>
    [Fact]
    public void A_class_is_public_where_the_projects_part_of_it_is()
    {
        const string UserCode = """
            namespace QuickStart
            {
                /// <summary>Seen by other projects.</summary>
                public static partial class KhmerFonts { }

                /// <summary>Seen by other projects.</summary>
                public static partial class KhmerSplits { }

                /// <summary>Seen by other projects.</summary>
                public static partial class KhmerCacheInfo { }

                /// <summary>Seen by other projects.</summary>
                public partial class KhmerVocabulary { }
            }
            """;

        var consumer = new Generation(QuickStart, Contents, InputFile.Lock('e')) { UserCode = UserCode }.Load();

        Assert.Equal(["KhmerCacheInfo", "KhmerFonts", "KhmerSplits", "KhmerVocabulary"], consumer.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Empty(new Generation(QuickStart, Contents, InputFile.Lock('e')).Load().GetExportedTypes());
    }

    [Fact]
    public void A_program_finds_its_files_from_where_it_was_built()
    {
        var consumer = new Generation(QuickStart).Load();

        var project = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../.."));
        Assert.Equal(project, Static<string>(consumer, "QuickStart.KhmerCacheInfo", "ProjectDirectory"));
        Assert.Equal(Path.Combine(project, "data", "synthetic"), Static<string>(consumer, "QuickStart.KhmerCacheInfo", "Directory"));
        Assert.Equal(
            new FontDescriptor(
                "KhmerOSbattambang",
                "../../fonts/khmeros/KhmerOSbattambang.ttf",
                Path.GetFullPath(Path.Combine(project, "../../fonts/khmeros/KhmerOSbattambang.ttf"))),
            Static<FontDescriptor>(consumer, "QuickStart.KhmerFonts", "KhmerOSbattambang"));
        Assert.Equal(
            new SplitDescriptor("train", [Path.Combine(project, "corpus", "train1.txt"), Path.Combine(project, "corpus", "train2.txt")], 2, 7),
            Static<SplitDescriptor>(consumer, "QuickStart.KhmerSplits", "Train"));
    }

    /// <summary>Guards against a library that takes the folder of the program that uses it for its own.</summary>
    [Fact]
    public void A_library_finds_its_files_where_it_was_built_whatever_program_uses_it()
    {
        var folder = Directory.CreateTempSubdirectory("a library ");
        try
        {
            string[] lines = ["project|../../../", "project-file|Data.csproj", $"project-directory|{folder.FullName}", "directory|data/"];

            Assert.Equal(folder.FullName.Replace('\\', '/'), ProjectOf([.. lines, "output-type|Library"]));
            Assert.NotEqual(folder.FullName.Replace('\\', '/'), ProjectOf([.. lines, "output-type|Exe"]));
            Assert.NotEqual(folder.FullName.Replace('\\', '/'), ProjectOf([.. lines.Where(line => !line.StartsWith("project-directory", StringComparison.Ordinal)), "output-type|Library"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string ProjectOf(string[] lines) => Static<string>(new Generation(InputFile.Descriptors(lines)).Load(), "KhmerCacheInfo", "ProjectDirectory");
    }

    [Fact]
    public void A_lock_may_have_another_name_of_its_kind()
    {
        var text = InputFile.Lock('e').GetText().ToString();

        Assert.Contains("ContentDigest", new Generation(QuickStart, new InputFile("second.lock.json", text))["KhmerCacheInfo"], StringComparison.Ordinal);
        Assert.DoesNotContain("ContentDigest", new Generation(QuickStart, new InputFile("second.json", text))["KhmerCacheInfo"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_all_does_not_depend_on_that_of_the_items()
    {
        var consumer = new Generation(QuickStart).Load();

        Assert.Equal(
            ["KhmerOSbattambang", "noto-sans-khmer-regular"],
            Static<System.Collections.Immutable.ImmutableArray<FontDescriptor>>(consumer, "QuickStart.KhmerFonts", "All").Select(font => font.Name));
        Assert.Equal(
            ["train", "val", "hard <cases>"],
            Static<System.Collections.Immutable.ImmutableArray<SplitDescriptor>>(consumer, "QuickStart.KhmerSplits", "All").Select(split => split.Name));
    }

    [Fact]
    public void Labels_are_normalised_where_the_project_says_so()
    {
        Assert.True(Static<SplitDescriptor>(new Generation(InputFile.Descriptors("normalize|yes", "corpus|train|a")).Load(), "KhmerSplits", "Train").Normalize);
        Assert.True(Static<SplitDescriptor>(new Generation(InputFile.Descriptors("normalize|True", "corpus|train|a")).Load(), "KhmerSplits", "Train").Normalize);
        Assert.False(Static<SplitDescriptor>(new Generation(InputFile.Descriptors("normalize|", "corpus|train|a")).Load(), "KhmerSplits", "Train").Normalize);
    }

    [Fact]
    public void Validation_and_test_show_each_line_in_one_font()
    {
        var consumer = new Generation(InputFile.Descriptors("fonts-per-line|3", "corpus|train|a", "corpus|val|b", "corpus|test|c", "corpus|more|d")).Load();

        Assert.Equal(
            [3, 1, 1, 3],
            Static<System.Collections.Immutable.ImmutableArray<SplitDescriptor>>(consumer, "KhmerSplits", "All").Select(split => split.FontsPerLine));
    }

    [Fact]
    public void Only_the_chosen_splits_are_there()
    {
        var splits = new Generation(InputFile.Descriptors("split|val", "split|typo", "corpus|train|a.txt", "corpus|val|b.txt"))["KhmerSplits"]!;

        Assert.Contains("SplitDescriptor Val ", splits, StringComparison.Ordinal);
        Assert.DoesNotContain("Train", splits, StringComparison.Ordinal);
    }

    [Fact]
    public void The_project_may_say_where_its_files_are()
    {
        const string UserCode = """
            namespace QuickStart
            {
                static partial class KhmerCacheInfo
                {
                    static partial void LocateProjectDirectory(ref string projectDirectory) => projectDirectory = System.IO.Path.GetFullPath("/elsewhere");
                }
            }
            """;

        var consumer = new Generation(QuickStart) { UserCode = UserCode }.Load();

        Assert.Equal(Path.GetFullPath("/elsewhere/data/synthetic"), Static<string>(consumer, "QuickStart.KhmerCacheInfo", "Directory"));
    }

    [Fact]
    public void Names_of_the_project_do_not_get_in_the_way()
    {
        const string UserCode = """
            namespace Mine.KhmerCache
            {
                class System { }
                class FontDescriptor { }
                class Path { }
            }
            """;

        new Generation(InputFile.Descriptors("namespace|Mine.KhmerCache", "font|System.ttf", "font|Path.ttf", "corpus|string|String.txt")) { UserCode = UserCode }.Load();
    }

    [Fact]
    public void A_project_without_corpora_or_fonts_of_its_own_still_compiles() => new Generation(InputFile.Descriptors("namespace|Empty")).Load();

    [Fact]
    public void A_project_that_does_not_reference_the_library_gets_what_needs_none_of_it()
    {
        var generation = new Generation(QuickStart) { HasLibrary = false };

        generation.Load();
        Assert.Null(generation["KhmerFonts"]);
        Assert.Null(generation["KhmerSplits"]);
        Assert.NotNull(generation["KhmerCacheInfo"]);
        Assert.NotNull(generation["KhmerVocabulary"]);
        Assert.DoesNotContain("KhmerCache.Datasets", generation["KhmerVocabulary"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KhmerCache.descriptors.txt", "format\t1\nfont\tfonts/a.ttf\n")]
    [InlineData("KhmerCache.descriptors.txt", "")]
    [InlineData("README.txt", "format\t2\nfont\tfonts/a.ttf\n")]
    public void Nothing_is_made_of_other_files(string name, string text)
    {
        var generation = new Generation(new InputFile(name, text));

        generation.Load();
        Assert.Null(generation["KhmerCacheInfo"]);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_left_to_the_build_task_to_report()
    {
        var generation = new Generation(InputFile.Descriptors("image-height|tall", "seed|-", "fonts-per-line|some", "corpus||no-split.txt", "font|", "unheard-of|x"));

        generation.Load();
        Assert.Contains("ImageHeight = 32;", generation["KhmerCacheInfo"], StringComparison.Ordinal);
        Assert.DoesNotContain("Seed", generation["KhmerCacheInfo"], StringComparison.Ordinal);
    }

    private static T Static<T>(System.Reflection.Assembly consumer, string type, string property) =>
        (T)consumer.GetType(type, throwOnError: true)!.GetProperty(property)!.GetValue(null)!;
}
