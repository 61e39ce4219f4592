namespace KhmerCache.Augmentation;

/// <summary>
/// Functions whose results are the same on every machine. Those of <see cref="Math"/> call the system's library, whose last bit differs from
/// system to system. Here are additions, multiplications and divisions of IEEE 754 doubles only, in a fixed order; .NET does not contract a
/// multiplication and an addition into one instruction unless asked to (<see cref="Math.FusedMultiplyAdd"/>).
/// </summary>
internal static class PortableMath
{
    private const int Halvings = 10;
    private const int Terms = 8;

    /// <summary>e^-<paramref name="x"/> for x not below 0: the Taylor series of x / 2^10, squared ten times; right to about 12 digits.</summary>
    public static double ExpOfMinus(double x)
    {
        if (x > 700)
        {
            return 0;
        }

        var small = -x / (1 << Halvings);
        var (sum, term) = (1.0, 1.0);
        for (var n = 1; n <= Terms; n++)
        {
            term = term * small / n;
            sum += term;
        }

        for (var i = 0; i < Halvings; i++)
        {
            sum *= sum;
        }

        return sum;
    }

    /// <summary>The tangent of an angle of at most 45 degrees, by the Taylor series of sine and cosine; right to about 10 digits.</summary>
    public static double TanOfDegrees(double degrees)
    {
        var radians = degrees * (Math.PI / 180);
        var square = radians * radians;
        var (sine, cosine) = (radians, 1.0);
        var (sineTerm, cosineTerm) = (radians, 1.0);
        for (var n = 1; n <= Terms; n++)
        {
            cosineTerm = -cosineTerm * square / ((2 * n - 1) * (2 * n));
            sineTerm = -sineTerm * square / (2 * n * (2 * n + 1));
            cosine += cosineTerm;
            sine += sineTerm;
        }

        return sine / cosine;
    }
}
