using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators.Tests;

/// <summary>Guards the typing speed of users: a generator that computes again what has not changed slows every key stroke.</summary>
public class RunningAgain
{
    private static readonly DescriptorText Before = DescriptorText.Of("namespace|A", "font|fonts/a.ttf", "corpus|train|train.txt");

    [Fact]
    public void An_unrelated_edit_computes_nothing_again()
    {
        var reasons = new Generation(Before, "class Before { }").AfterEditOfUserCode("class After { KhmerCache.FontDescriptor? Font; }");

        Assert.All(["Descriptors", "Library", "Fonts", "Splits", "Info"], step => Assert.Contains(step, reasons.Keys));
        Assert.All(reasons, step => Assert.All(step.Value, reason => Assert.True(IsSpared(reason), $"{step.Key} was {reason}")));
    }

    [Fact]
    public void A_file_written_again_with_the_same_text_emits_nothing_again()
    {
        var reasons = new Generation(Before).AfterChangeOf(DescriptorText.Of("namespace|A", "font|fonts/a.ttf", "corpus|train|train.txt"));

        Assert.All(reasons, step => Assert.All(step.Value, reason => Assert.True(IsSpared(reason), $"{step.Key} was {reason}")));
    }

    [Fact]
    public void A_changed_font_emits_the_fonts_and_nothing_else()
    {
        var reasons = new Generation(Before).AfterChangeOf(DescriptorText.Of("namespace|A", "font|fonts/b.ttf", "corpus|train|train.txt"));

        Assert.Equal([IncrementalStepRunReason.Modified], reasons["Fonts"]);
        Assert.Equal([IncrementalStepRunReason.Unchanged], reasons["Splits"]);
        Assert.Equal([IncrementalStepRunReason.Unchanged], reasons["Info"]);
        Assert.Equal(1, reasons.Where(step => step.Key.StartsWith("Output", StringComparison.Ordinal)).SelectMany(step => step.Value).Count(reason => !IsSpared(reason)));
    }

    [Fact]
    public void A_changed_height_emits_the_info_and_nothing_else()
    {
        var reasons = new Generation(Before).AfterChangeOf(DescriptorText.Of("namespace|A", "image-height|48", "font|fonts/a.ttf", "corpus|train|train.txt"));

        Assert.Equal([IncrementalStepRunReason.Unchanged], reasons["Fonts"]);
        Assert.Equal([IncrementalStepRunReason.Unchanged], reasons["Splits"]);
        Assert.Equal([IncrementalStepRunReason.Modified], reasons["Info"]);
    }

    private static bool IsSpared(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
}
