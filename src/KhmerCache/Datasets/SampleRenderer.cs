using System.Diagnostics.CodeAnalysis;
using KhmerCache.Loading;

namespace KhmerCache.Datasets;

/// <summary>
/// Plans samples where the cache has a renderer: a line is shown in the first of its fonts, from the chosen one on, that the cache has it in as rendering now would make it, or that
/// it can be drawn in. So what an epoch shows does not depend on what happens to be cached. Safe for several threads.
/// </summary>
/// <param name="dataset">The dataset.</param>
internal sealed class SampleRenderer(KhmerCorpusDataset dataset)
{
    private const int NotKnown = 0;
    private const int Refused = -1;

    // By font and line: how wide the renderer draws it. Made for a font when it is first asked to draw in it; several threads may write the same.
    private readonly int[]?[] _widths = new int[dataset.Fonts.Length][];

    /// <summary>Finds a sample's images or draws them; its width is the one that it will have.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="isAugmented">Whether it is augmented in this epoch.</param>
    /// <param name="order">Where partners are chosen from; null for all samples.</param>
    /// <param name="cancellationToken">Ends the wait for what a copy of a remote cache lacks.</param>
    public PlannedSample Plan(int index, int epoch, bool isAugmented, QuasiRandomOrder? order, CancellationToken cancellationToken)
    {
        var candidates = dataset.CandidatesOf(index);
        var start = FontChoice.ForSample(dataset.Options.Seed, epoch, index, candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            var font = candidates[(start + i) % candidates.Length];
            if (TryShow(index, font, out var shown, cancellationToken))
            {
                return isAugmented ? Join(index, epoch, font, shown, order, cancellationToken) : Planned(index, font, shown, isAugmented: false, partner: -1, default, shown.Width);
            }
        }

        return new PlannedSample(index, null, default, isAugmented, Partner: -1, default, Width: 0);
    }

    /// <summary>Gets the pictures of a planned sample: those that were drawn for the plan, or else from the cache or the renderer, in the planned font.</summary>
    /// <param name="sample">The sample; it was found.</param>
    /// <param name="pictures">All its pictures.</param>
    /// <returns>False where the renderer draws none; that is counted as a miss.</returns>
    public bool TryDraw(in PlannedSample sample, [NotNullWhen(true)] out DrawnPictures? pictures)
    {
        pictures = null;
        var own = sample.Drawn?.Own;
        var partner = sample.Drawn?.Partner;
        if ((own is null && !TryGet(sample.Index, sample.Font!, out own)) || (sample.Partner >= 0 && partner is null && !TryGet(sample.Partner, sample.Font!, out partner)))
        {
            return false;
        }

        pictures = new DrawnPictures(own, partner);
        return true;
    }

    private PlannedSample Join(int index, int epoch, int font, in Shown own, QuasiRandomOrder? order, CancellationToken cancellationToken)
    {
        var (width, other) = (own.Width, default(Shown));

        // In a font that the other one is pregenerated in, too: the cache has others only by chance.
        if (dataset.TryChoosePartner(index, epoch, order, out var partner)
            && dataset.CandidatesOf(partner).Contains(font) && TryShow(partner, font, out other, cancellationToken))
        {
            width += SampleDecoder.Gap(dataset.Options.ImageHeight) + other.Width;
        }
        else
        {
            partner = -1;
        }

        return Planned(index, font, own, isAugmented: true, partner, other, dataset.WidthAfterAugmentation(width, index, epoch));
    }

    private PlannedSample Planned(int index, int font, in Shown own, bool isAugmented, int partner, in Shown other, int width)
    {
        var isCached = own.IsCached && (partner < 0 || other.IsCached);
        return new PlannedSample(index, dataset.Fonts[font], own.Cached, isAugmented, partner, other.Cached, width, isCached ? null : new DrawnPictures(own.Drawn, other.Drawn));
    }

    private bool TryShow(int index, int font, out Shown shown, CancellationToken cancellationToken)
    {
        var descriptor = dataset.Fonts[font];
        if (dataset.Options.UseCache && dataset.TryFindIn(index, descriptor, out var cached, cancellationToken) && !dataset.Cache.IsStale(cached, descriptor, dataset.Options.ImageHeight))
        {
            shown = new Shown(cached, IsCached: true, null, cached.Width);
            return true;
        }

        var widths = Volatile.Read(ref _widths[font]) ?? Interlocked.CompareExchange(ref _widths[font], new int[dataset.Count], null) ?? _widths[font]!;
        LineImage? drawn = null;
        if (widths[index] == NotKnown)
        {
            widths[index] = TryGet(index, descriptor, out drawn) ? drawn.Width : Refused;
        }

        shown = new Shown(default, IsCached: false, drawn, widths[index]);
        return shown.Width != Refused;
    }

    private bool TryGet(int index, FontDescriptor font, [NotNullWhen(true)] out LineImage? image) => dataset.Options.UseCache
        ? dataset.Cache.TryGetImage(dataset.GetText(index), font, dataset.Options.ImageHeight, out image)
        : dataset.Cache.TryDraw(dataset.GetText(index), font, dataset.Options.ImageHeight, out image);

    /// <summary>A line in a font.</summary>
    /// <param name="Cached">Where it lies in the cache; meaningless otherwise.</param>
    /// <param name="IsCached">Whether it lies there.</param>
    /// <param name="Drawn">Its picture, where it was drawn just now.</param>
    /// <param name="Width">Its width in pixels.</param>
    private readonly record struct Shown(CachedImage Cached, bool IsCached, LineImage? Drawn, int Width);
}
