namespace KhmerCache.Rendering.Linting;

/// <summary>What a rule found in a line.</summary>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1.</param>
/// <param name="Message">What is wrong, with the value, and what to do about it.</param>
internal readonly record struct Finding(string Code, int Column, string Message);
