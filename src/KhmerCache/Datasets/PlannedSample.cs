using System.Diagnostics.CodeAnalysis;

namespace KhmerCache.Datasets;

/// <summary>A sample of an epoch: found in the cache but not decoded, or drawn.</summary>
/// <param name="Index">The sample in the dataset.</param>
/// <param name="Font">The font that shows it; null where there is no image of it.</param>
/// <param name="Image">The image; meaningless without a font, or where it is drawn.</param>
/// <param name="IsAugmented">Whether it is augmented in this epoch.</param>
/// <param name="Partner">The sample that is joined to its right; -1 for none.</param>
/// <param name="PartnerImage">The image of that, in the same font; meaningless without a partner, or where it is drawn.</param>
/// <param name="Width">The width that it will have in the batch, in pixels; 0 without a font.</param>
/// <param name="Drawn">The pictures that the renderer makes; null where all lie in the cache.</param>
internal readonly record struct PlannedSample(
    int Index, FontDescriptor? Font, CachedImage Image, bool IsAugmented, int Partner, CachedImage PartnerImage, int Width, DrawnPictures? Drawn = null)
{
    [MemberNotNullWhen(true, nameof(Font))]
    public bool IsFound => Font is not null;
}
