namespace KhmerCache.Build;

/// <summary>What is wrong with the items of a project.</summary>
/// <param name="Code">One of <see cref="BuildCodes"/>.</param>
/// <param name="Message">What is wrong, and the remedy.</param>
/// <param name="File">The project file that has the item; null for the one that is built.</param>
/// <param name="IsWarning">Whether the work can be done all the same.</param>
internal sealed record ItemProblem(string Code, string Message, string? File = null, bool IsWarning = false);
