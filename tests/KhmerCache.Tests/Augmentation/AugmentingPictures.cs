using System.IO.Hashing;
using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

public sealed class AugmentingPictures
{
    private const int Seed = 7;
    private const int Samples = 2000;

    private static readonly LineImage Image = InkPicture.Strokes(140, 32);

    public static TheoryData<string> Effects => [.. Switches.All];

    public static TheoryData<string> EffectsOnInk => [.. Switches.OnInk];

    [Fact]
    public void A_sample_is_a_pure_function_of_pixels_options_seed_epoch_and_index()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        var used = InkPicture.Noise(300, 64).ToCanvas();
        for (var index = 0; index < 200; index++)
        {
            used.Load(Image.Pixels, Image.Width, Image.Height);
            pipeline.Apply(used, Seed, epoch: 3, index);
            var again = Image.After(canvas => new AugmentationPipeline(AugmentationOptions.Default with { }).Apply(canvas, Seed, epoch: 3, index));
            Assert.Equal(again.Pixels.ToArray(), used.Pixels.ToArray());
        }
    }

    [Fact]
    public void Several_threads_get_what_one_gets()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        var alone = Enumerable.Range(0, 200).Select(index => Digest(Image.After(canvas => pipeline.Apply(canvas, Seed, 0, index)))).ToArray();

        Assert.Equal(alone, ParallelEnumerable.Range(0, 200).AsOrdered().Select(index => Digest(Image.After(canvas => pipeline.Apply(canvas, Seed, 0, index)))));
    }

    [Fact]
    public void Seed_epoch_and_index_each_give_other_pictures()
    {
        var pipeline = new AugmentationPipeline(Switches.Only("Background"));
        ulong[] digests =
        [
            Digest(Image.After(canvas => pipeline.Apply(canvas, 1, 1, 1))), Digest(Image.After(canvas => pipeline.Apply(canvas, 2, 1, 1))),
            Digest(Image.After(canvas => pipeline.Apply(canvas, 1, 2, 1))), Digest(Image.After(canvas => pipeline.Apply(canvas, 1, 1, 2))),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    /// <summary>Whoever changes an effect, its stream or a default changes what a seed means, and this digest, and says so in the changelog.</summary>
    [Fact]
    public void Pictures_are_the_same_on_every_machine()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        var hash = new XxHash3();
        for (var index = 0; index < 500; index++)
        {
            hash.Append(InkPicture.Strokes(20 + index, 32, index).After(canvas => pipeline.Apply(canvas, Seed, 0, index)).Pixels);
        }

        Assert.Equal("747af946372cd649", hash.GetCurrentHashAsUInt64().ToString("x16", null));
    }

    [Theory]
    [MemberData(nameof(Effects))]
    public void An_effect_with_probability_1_always_changes_the_picture_but_never_its_height(string effect)
    {
        var pipeline = new AugmentationPipeline(Switches.Only(effect));
        for (var index = 0; index < 100; index++)
        {
            var after = Image.After(canvas => pipeline.Apply(canvas, Seed, 0, index));
            Assert.NotEqual(Image.Pixels.ToArray(), after.Pixels.ToArray());
            Assert.Equal(Image.Height, after.Height);
        }
    }

    [Theory]
    [MemberData(nameof(EffectsOnInk))]
    public void What_works_on_ink_leaves_white_white(string effect)
    {
        var pipeline = new AugmentationPipeline(Switches.Only(effect));
        for (var index = 0; index < 100; index++)
        {
            var after = InkPicture.White(77, 32).After(canvas => pipeline.Apply(canvas, Seed, 0, index));
            Assert.Equal(-1, after.Pixels.IndexOfAnyExcept((byte)255));
        }
    }

    [Fact]
    public void Without_probabilities_no_picture_changes()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.None);
        for (var index = 0; index < Samples; index++)
        {
            Assert.Equal(Image.Pixels.ToArray(), Image.After(canvas => pipeline.Apply(canvas, Seed, 0, index)).Pixels.ToArray());
            Assert.False(pipeline.TryChoosePartner(Seed, 0, index, Samples, out _));
        }
    }

    /// <summary>Five standard deviations of a binomial; the seed is fixed, so that the test gives the same every time.</summary>
    [Theory]
    [MemberData(nameof(Effects))]
    public void An_effect_comes_as_often_as_its_probability_says(string effect)
    {
        const double Probability = 0.3;
        var pipeline = new AugmentationPipeline(Switches.With(AugmentationOptions.None, effect, Probability));
        var changed = Enumerable.Range(0, Samples).Count(index => IsChanged(pipeline, index));

        Assert.InRange(changed, Samples * Probability - 5 * Math.Sqrt(Samples * Probability * (1 - Probability)), Samples * Probability + 5 * Math.Sqrt(Samples * Probability * (1 - Probability)));
    }

    /// <summary>Guards against effects that share random numbers: where one is always on, another must come for the same samples as without it.</summary>
    [Fact]
    public void Which_samples_an_effect_comes_for_does_not_depend_on_others()
    {
        foreach (var effect in Switches.All)
        {
            var alone = new AugmentationPipeline(Switches.With(AugmentationOptions.None, effect, 0.3));
            foreach (var other in Switches.All.Where(other => other != effect))
            {
                var both = new AugmentationPipeline(Switches.With(Switches.Only(other), effect, 0.3));
                var without = new AugmentationPipeline(Switches.Only(other));
                for (var index = 0; index < 40; index++)
                {
                    var isOn = Digest(Image.After(canvas => both.Apply(canvas, Seed, 0, index))) != Digest(Image.After(canvas => without.Apply(canvas, Seed, 0, index)));
                    Assert.Equal(IsChanged(alone, index), isOn);
                }
            }
        }
    }

    /// <summary>Not only the decision: effects in turn, each alone, give what all of them together give.</summary>
    [Fact]
    public void Parameters_of_an_effect_do_not_depend_on_others()
    {
        var all = new AugmentationPipeline(AugmentationOptions.Default with
        {
            SlantProbability = 1,
            RotationProbability = 1,
            DilationProbability = 1,
            ErosionProbability = 1,
            BlobProbability = 1,
            ContrastProbability = 1,
            BackgroundProbability = 1,
            BlurProbability = 1,
            LowResolutionProbability = 1,
            JpegProbability = 1,
        });
        AugmentationPipeline[] inTurn =
        [
            new(AugmentationOptions.None with { SlantProbability = 1 }),
            new(AugmentationOptions.None with { RotationProbability = 1 }),
            new(AugmentationOptions.None with { DilationProbability = 1 }),
            new(AugmentationOptions.None with { ErosionProbability = 1 }),
            new(AugmentationOptions.None with { BlobProbability = 1 }),
            new(AugmentationOptions.None with { ContrastProbability = 1 }),
            new(AugmentationOptions.None with { BackgroundProbability = 1 }),
            new(AugmentationOptions.None with { BlurProbability = 1 }),
            new(AugmentationOptions.None with { LowResolutionProbability = 1 }),
            new(AugmentationOptions.None with { JpegProbability = 1 }),
        ];
        for (var index = 0; index < 50; index++)
        {
            var together = Image.After(canvas => all.Apply(canvas, Seed, 2, index));
            var oneByOne = Image.After(canvas => Array.ForEach(inTurn, pipeline => pipeline.Apply(canvas, Seed, 2, index)));
            Assert.Equal(together.Pixels.ToArray(), oneByOne.Pixels.ToArray());
        }
    }

    [Fact]
    public void The_width_is_known_beforehand()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default with { SlantProbability = 0.7, RotationProbability = 0.7 });
        for (var index = 0; index < 500; index++)
        {
            var (width, height) = (1 + index, 8 + index % 50);
            var after = InkPicture.White(width, height).After(canvas => pipeline.Apply(canvas, Seed, 1, index));
            Assert.Equal(after.Width, pipeline.WidthOf(width, height, Seed, 1, index));
        }
    }

    [Fact]
    public void An_empty_canvas_is_refused() =>
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(AugmentationOptions.Default).Apply(new GreyCanvas(), Seed, 0, 0));

    private static bool IsChanged(AugmentationPipeline pipeline, int index) => Digest(Image.After(canvas => pipeline.Apply(canvas, Seed, 0, index))) != Digest(Image);

    private static ulong Digest(LineImage image) => XxHash3.HashToUInt64(image.Pixels, image.Width);
}
