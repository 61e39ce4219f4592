namespace KhmerCache;

/// <summary>The work can't go on, for a reason that the <see cref="Diagnostic"/> names together with its remedy.</summary>
public sealed class KhmerCacheException : Exception
{
    /// <summary>Wraps <paramref name="diagnostic"/>.</summary>
    /// <param name="diagnostic">What is wrong and where.</param>
    /// <param name="innerException">What the system said, if it did.</param>
    public KhmerCacheException(Diagnostic diagnostic, Exception? innerException = null)
        : base(diagnostic.ToString(), innerException) => Diagnostic = diagnostic;

    /// <summary>Makes an error of <paramref name="code"/>.</summary>
    /// <param name="code">One of <see cref="DiagnosticCodes"/>.</param>
    /// <param name="message">What is wrong, and what to do about it.</param>
    /// <param name="file">The file it is about, or null.</param>
    /// <param name="line">The line in it, from 1, or 0.</param>
    /// <param name="column">The column in it, from 1, or 0.</param>
    /// <param name="innerException">What the system said, if it did.</param>
    public KhmerCacheException(
        string code, string message, string? file = null, int line = 0, int column = 0, Exception? innerException = null)
        : this(new Diagnostic(DiagnosticSeverity.Error, code, message, file, line, column), innerException)
    {
    }

    /// <summary>What is wrong, where, and what to do.</summary>
    public Diagnostic Diagnostic { get; }
}
