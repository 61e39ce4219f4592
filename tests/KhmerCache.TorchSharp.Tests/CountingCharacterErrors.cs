using TrainCrnn;

namespace KhmerCache.TorchSharp.Tests;

public class CountingCharacterErrors
{
    [Theory]
    [InlineData("ភាសាខ្មែរ", "ភាសាខ្មែរ", 0)]
    [InlineData("ភាសាខ្មែរ", "ភាសាខមែរ", 1)]
    [InlineData("ភាសាខ្មែរ", "ភាស់ាខ្មែរ", 1)]
    [InlineData("ភាសាខ្មែរ", "ភាសាខ្មួរ", 1)]
    [InlineData("ភាសាខ្មែរ", "", 9)]
    [InlineData("កខ", "ខក", 2)]
    [InlineData("កខគឃ", "ខគឃង", 2)]
    public void An_insertion_a_deletion_and_a_substitution_are_an_error_each(string written, string read, long errors) =>
        Assert.Equal(new CharacterErrorRate(errors, written.Length), CharacterErrorRate.Of(written, read));

    [Fact]
    public void Long_texts_weigh_more_than_short_ones()
    {
        var sum = CharacterErrorRate.Of("ក", "ខ") + CharacterErrorRate.Of("កខគឃងចឆជឈ", "កខគឃងចឆជឈ");

        Assert.Equal(0.1, sum.Value, precision: 9);
        Assert.Equal("10.00 %", sum.ToString());
    }

    /// <summary>Guards against counting UTF-16 code units, of which a rare character has two.</summary>
    [Fact]
    public void A_character_is_a_code_point() =>
        Assert.Equal(new CharacterErrorRate(1, 1), CharacterErrorRate.Of("\U0001D7D8", "\U0001D7D9"));
}
