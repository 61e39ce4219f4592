namespace KhmerCache.Generators.Tests;

public class EmittingTheClasses
{
    private static readonly DescriptorText QuickStart = DescriptorText.Of(
        "namespace|QuickStart",
        "project|../../../",
        "directory|data/synthetic/",
        "image-height|32",
        "seed|7",
        "fonts-per-line|2",
        "font|../../fonts/ofl/noto-sans-khmer-regular.ttf",
        "font|../../fonts/khmeros/KhmerOSbattambang.ttf",
        "corpus|val|corpus/val.txt",
        "corpus|train|corpus/train2.txt",
        "corpus|train|corpus/train1.txt",
        "corpus|hard <cases>|corpus/hard & strange.txt");

    [Theory]
    [InlineData("KhmerFonts")]
    [InlineData("KhmerSplits")]
    [InlineData("KhmerCacheInfo")]
    public void The_text_is_as_reviewed(string className) => Snapshots.Match(new Generation(QuickStart)[className]!, className);

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
            new SplitDescriptor("train", [Path.Combine(project, "corpus", "train2.txt"), Path.Combine(project, "corpus", "train1.txt")], 2, 7),
            Static<SplitDescriptor>(consumer, "QuickStart.KhmerSplits", "Train"));
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
        Assert.True(Static<SplitDescriptor>(new Generation(DescriptorText.Of("normalize|True", "corpus|train|a")).Load(), "KhmerSplits", "Train").Normalize);
        Assert.False(Static<SplitDescriptor>(new Generation(DescriptorText.Of("normalize|", "corpus|train|a")).Load(), "KhmerSplits", "Train").Normalize);
    }

    [Fact]
    public void Validation_and_test_show_each_line_in_one_font()
    {
        var consumer = new Generation(DescriptorText.Of("fonts-per-line|3", "corpus|train|a", "corpus|val|b", "corpus|test|c", "corpus|more|d")).Load();

        Assert.Equal(
            [3, 1, 1, 3],
            Static<System.Collections.Immutable.ImmutableArray<SplitDescriptor>>(consumer, "KhmerSplits", "All").Select(split => split.FontsPerLine));
    }

    [Fact]
    public void Only_the_chosen_splits_are_there()
    {
        var splits = new Generation(DescriptorText.Of("split|val", "split|typo", "corpus|train|a.txt", "corpus|val|b.txt"))["KhmerSplits"]!;

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

        var consumer = new Generation(QuickStart, UserCode).Load();

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

        new Generation(DescriptorText.Of("namespace|Mine.KhmerCache", "font|System.ttf", "font|Path.ttf", "corpus|string|String.txt"), UserCode).Load();
    }

    [Fact]
    public void A_project_without_corpora_or_fonts_of_its_own_still_compiles() => new Generation(DescriptorText.Of("namespace|Empty")).Load();

    [Fact]
    public void A_project_that_does_not_reference_the_library_gets_what_needs_none_of_it()
    {
        var generation = new Generation(QuickStart, hasLibrary: false);

        generation.Load();
        Assert.Null(generation["KhmerFonts"]);
        Assert.Null(generation["KhmerSplits"]);
        Assert.NotNull(generation["KhmerCacheInfo"]);
    }

    [Theory]
    [InlineData("KhmerCache.descriptors.txt", "format\t2\nfont\tfonts/a.ttf\n")]
    [InlineData("KhmerCache.descriptors.txt", "")]
    [InlineData("README.txt", "format\t1\nfont\tfonts/a.ttf\n")]
    public void Nothing_is_made_of_other_files(string name, string text)
    {
        var generation = new Generation(new DescriptorText(text, "/p/obj/" + name));

        generation.Load();
        Assert.Null(generation["KhmerCacheInfo"]);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_left_to_the_build_task_to_report()
    {
        var generation = new Generation(DescriptorText.Of("image-height|tall", "seed|-", "fonts-per-line|some", "corpus||no-split.txt", "font|", "unheard-of|x"));

        generation.Load();
        Assert.Contains("ImageHeight = 32;", generation["KhmerCacheInfo"], StringComparison.Ordinal);
        Assert.DoesNotContain("Seed", generation["KhmerCacheInfo"], StringComparison.Ordinal);
    }

    private static T Static<T>(System.Reflection.Assembly consumer, string type, string property) =>
        (T)consumer.GetType(type, throwOnError: true)!.GetProperty(property)!.GetValue(null)!;
}
