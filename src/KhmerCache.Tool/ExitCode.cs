namespace KhmerCache.Tool;

/// <summary>How a command ends.</summary>
internal static class ExitCode
{
    public const int Good = 0;

    /// <summary>The check found something.</summary>
    public const int Found = 1;

    /// <summary>An option is unknown, or its value makes no sense or names nothing.</summary>
    public const int WrongUsage = 2;

    /// <summary>The input or the system did not allow the work.</summary>
    public const int Failed = 3;

    /// <summary>Ctrl+C.</summary>
    public const int Cancelled = 130;

    /// <summary>What names a thing that is not there is wrong usage; what is wrong with a thing is a failure of the work.</summary>
    public static int Of(Diagnostic error) => error.Code switch
    {
        DiagnosticCodes.Configuration or DiagnosticCodes.CorpusNotFound or DiagnosticCodes.FontNotFound or DiagnosticCodes.NoCache => WrongUsage,
        _ => Failed,
    };
}
