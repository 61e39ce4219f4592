using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

/// <summary>Guards against an epoch of millions of images that keeps the garbage collector at work.</summary>
public sealed class AugmentingWithoutGarbage
{
    [Fact]
    public void Altering_and_joining_takes_no_memory()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        var (image, canvas) = (InkPicture.Strokes(333, 32), new GreyCanvas());

        // Buffers grow to the widest picture; code that is compiled anew while it runs may allocate, what an image takes it takes every time.
        Round();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Round();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        void Round()
        {
            for (var index = 0; index < 1000; index++)
            {
                canvas.Load(image.Pixels, image.Width, image.Height);
                if (pipeline.TryChoosePartner(1, 0, index, 1000, out var _))
                {
                    canvas.Append(image.Pixels, image.Width, gap: 4);
                }

                pipeline.Apply(canvas, 1, 0, index);
                _ = pipeline.WidthOf(image.Width, image.Height, 1, 0, index);
            }
        }
    }
}
