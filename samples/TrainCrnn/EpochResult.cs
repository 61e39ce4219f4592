namespace TrainCrnn;

/// <summary>How an epoch went.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Seconds">How long the training had taken at its end, all epochs and resumed runs together.</param>
/// <param name="Images">The pictures the model had seen at its end.</param>
/// <param name="Loss">The mean loss of its batches.</param>
/// <param name="CharacterErrorRate">The character error rate on words that are not trained from, 1 is 100 %.</param>
internal sealed record EpochResult(int Epoch, double Seconds, long Images, double Loss, double CharacterErrorRate);
