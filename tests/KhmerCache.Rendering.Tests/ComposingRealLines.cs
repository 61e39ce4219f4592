using KhmerCache.Tests;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>Pictures of real lines beside the scalar reference's.</summary>
public sealed class ComposingRealLines
{
    [Theory]
    [InlineData(16, 40)]
    [InlineData(32, 10)]
    [InlineData(64, 40)]
    [InlineData(256, 160)]
    public void Each_picture_is_the_one_of_the_scalar_reference(int height, int oneOf)
    {
        var step = RealText.TestEverything ? 1 : oneOf;
        Assert.All(Repository.Fonts.AsParallel().Select((font, offset) => (font, offset)), given =>
        {
            using var renderer = new LineRenderer();
            for (var i = given.offset % step; i < Repository.Lines.Length; i += step)
            {
                if (renderer.TryRender(Repository.Lines[i], given.font, height, out var line, out _))
                {
                    var masks = line.Masks.ToDictionary(mask => mask.Key.Glyph, mask => mask.Value);
                    Assert.True(line.Image.Pixels.SequenceEqual(PlainComposer.Compose(line.Recipe!, line.Run, masks)), Repository.Lines[i]);
                }
            }
        });
    }
}
