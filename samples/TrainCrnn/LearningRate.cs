namespace TrainCrnn;

/// <summary>One cycle (Smith and Topin, 2018): the learning rate rises to its maximum in the first part of the time, and falls along a cosine to nearly nothing at its end.</summary>
/// <remarks>It follows the share of the time that is used up, not a number of steps: on a slow machine the model sees fewer pictures, but the cycle is complete.</remarks>
internal static class LearningRate
{
    private const double Maximum = 0.002;
    private const double WarmUp = 0.15;

    /// <summary>The learning rate at a point in time.</summary>
    /// <param name="progress">The share of the training time that is over, from 0 to 1.</param>
    public static double At(double progress) => progress < WarmUp
        ? Maximum * (0.05 + (0.95 * progress / WarmUp))
        : (Maximum * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (progress - WarmUp) / (1 - WarmUp))))) + 1e-6;
}
