namespace KhmerCache.Augmentation.Effects;

/// <summary>Upright strokes lean, as in italics or handwriting: a horizontal shear.</summary>
internal static class Slant
{
    /// <summary>Pixels to the right for each row upwards.</summary>
    public static double Slope(double degrees) => PortableMath.TanOfDegrees(degrees);

    /// <summary>Slants by an angle; positive leans to the right.</summary>
    public static void Apply(GreyCanvas canvas, double degrees) => Shear.Apply(canvas, Slope(degrees));
}
