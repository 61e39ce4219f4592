using KhmerCache.Rendering.Pregeneration;

namespace KhmerCache.Tool.Exports;

/// <summary>How far an export has come, and whether it is to go on.</summary>
/// <param name="progress">Is told.</param>
/// <param name="total">The images in all.</param>
/// <param name="cancellationToken">Ends the export.</param>
internal sealed class ExportProgress(IProgress<PregenerationProgress> progress, long total, CancellationToken cancellationToken)
{
    private long _done;

    /// <summary>Counts images that were written, or were there already.</summary>
    /// <param name="images">How many.</param>
    public void Add(int images) => progress.Report(new PregenerationProgress(_done += images, total));

    /// <summary>Encodes images, and counts them as they are read.</summary>
    /// <param name="images">The images.</param>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    /// <exception cref="OperationCanceledException">The export was cancelled.</exception>
    public IEnumerable<EncodedImage> Encode(IEnumerable<ExportImage> images) => PictureEncoder.Encode(images, Add, cancellationToken);
}
