namespace KhmerCache.Packages.Tests;

/// <summary>How a run of <c>dotnet</c> ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All it wrote.</param>
internal sealed record Outcome(int ExitCode, string Output)
{
    /// <summary>This outcome, where the run succeeded.</summary>
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    /// <summary>This outcome, where the run failed.</summary>
    public Outcome Failed()
    {
        Assert.True(ExitCode != 0, Output);
        return this;
    }

    /// <summary>Asserts that a line has <paramref name="text"/> in it.</summary>
    public Outcome Says(string text)
    {
        Assert.Contains(text, Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that no line has <paramref name="text"/> in it.</summary>
    public Outcome DoesNotSay(string text)
    {
        Assert.DoesNotContain(text, Output, StringComparison.Ordinal);
        return this;
    }
}
