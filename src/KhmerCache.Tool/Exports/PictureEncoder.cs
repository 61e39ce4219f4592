using KhmerCache.Rendering.Raster;

namespace KhmerCache.Tool.Exports;

/// <summary>Decodes images and encodes them as PNG on all processors, while those before are written.</summary>
internal static class PictureEncoder
{
    /// <summary>Enough for every processor, and a few megabytes.</summary>
    private const int BlockLength = 512;

    /// <summary>The images, in their order.</summary>
    /// <param name="images">The images.</param>
    /// <param name="onDone">Is told how many were written, after each block of them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IEnumerable<EncodedImage> Encode(IEnumerable<ExportImage> images, Action<int> onDone, CancellationToken cancellationToken)
    {
        Task<EncodedImage[]>? next = null;
        Task<EncodedImage[]>? newest = null;
        try
        {
            foreach (var block in images.Chunk(BlockLength))
            {
                newest = Task.Run(() => EncodeBlock(block, cancellationToken), cancellationToken);
                if (next is not null)
                {
                    foreach (var image in Finish(next))
                    {
                        yield return image;
                    }

                    onDone(BlockLength);
                }

                next = newest;
            }

            if (next is not null)
            {
                var last = Finish(next);
                foreach (var image in last)
                {
                    yield return image;
                }

                onDone(last.Length);
            }
        }
        finally
        {
            // Whoever stops reading may close the cache next, and with it take away the memory that this one still reads. Those before have ended: their images were handed out, or
            // one of them threw.
            if (newest is not null)
            {
                Task.WaitAny([newest], CancellationToken.None);
            }
        }
    }

    private static EncodedImage[] Finish(Task<EncodedImage[]> block) => block.GetAwaiter().GetResult();

    private static EncodedImage[] EncodeBlock(ExportImage[] block, CancellationToken cancellationToken)
    {
        var encoded = new EncodedImage[block.Length];
        try
        {
            Parallel.For(0, block.Length, new ParallelOptions { CancellationToken = cancellationToken }, place =>
            {
                var image = block[place];
                encoded[place] = new EncodedImage(image.Text, image.Recipe, image.Key, image.Image.Width, PngImage.Encode(image.Image.ToImage()));
            });
        }
        catch (AggregateException exception) when (exception.InnerException is KhmerCacheException damaged)
        {
            throw damaged;
        }

        return encoded;
    }
}
