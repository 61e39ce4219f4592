namespace KhmerCache;

/// <summary>How serious a <see cref="Diagnostic"/> is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing to do.</summary>
    Info,

    /// <summary>The work went on, without what the message names.</summary>
    Warning,

    /// <summary>The work stopped, and left the cache as it was.</summary>
    Error,
}

/// <summary>A message about the user's input or cache, with the place it is about.</summary>
/// <param name="Severity">How serious it is.</param>
/// <param name="Code">A stable code to search for and to silence, one of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Message">What is wrong, with the value, and what to do about it.</param>
/// <param name="File">The file it is about, or null.</param>
/// <param name="Line">The line in <paramref name="File"/>, counted from 1; 0 where no line is meant.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1; 0 where no column is meant.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity, string Code, string Message, string? File = null, int Line = 0, int Column = 0)
{
    /// <summary>The form that editors and MSBuild know: <c>file(line,column): severity code: message</c>.</summary>
    public override string ToString()
    {
        var place = (File, Line) switch
        {
            (null, _) => "",
            (_, 0) => $"{File}: ",
            _ => Column > 0 ? $"{File}({Line},{Column}): " : $"{File}({Line}): ",
        };
        return $"{place}{Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
    }
}
