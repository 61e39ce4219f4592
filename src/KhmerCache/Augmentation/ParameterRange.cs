namespace KhmerCache.Augmentation;

/// <summary>From where to where a parameter of an effect is drawn, uniformly.</summary>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value, not below <paramref name="Minimum"/>.</param>
public readonly record struct ParameterRange(double Minimum, double Maximum);
