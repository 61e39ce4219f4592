using TrainCrnn;

namespace KhmerCache.TorchSharp.Tests;

public class DecodingCtc
{
    [Fact]
    public void Repeats_are_one_character_and_blanks_are_none() =>
        Assert.Equal([7, 5, 9], CtcDecoder.Decode([0, 7, 7, 7, 5, 0, 0, 9, 9, 0]));

    [Fact]
    public void A_blank_makes_two_of_a_repeated_character() =>
        Assert.Equal([7, 7], CtcDecoder.Decode([7, 0, 7, 7]));

    [Fact]
    public void Blanks_alone_are_the_empty_text() =>
        Assert.Empty(CtcDecoder.Decode([0, 0, 0]));
}
