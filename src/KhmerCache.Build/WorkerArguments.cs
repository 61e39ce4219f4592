namespace KhmerCache.Build;

/// <summary>
/// The worker's options as its response file holds them: a token a line. An option and its value are one token (<c>--seed=7</c>),
/// which therefore never begins with the <c>@</c> or <c>#</c> that response files give a meaning.
/// </summary>
internal sealed class WorkerArguments
{
    private readonly List<string> _tokens = [];

    /// <summary>Adds an option that takes no value.</summary>
    public void AddFlag(string option) => _tokens.Add(option);

    /// <summary>Adds an option and its value; nothing where the value is null or blank, which is how MSBuild says "not set".</summary>
    public void AddOption(string option, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            _tokens.Add(Quoted($"{option}={value!.Trim()}"));
        }
    }

    /// <summary>Adds the option once for each value.</summary>
    public void AddOptions(string option, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            AddOption(option, value);
        }
    }

    /// <summary>Whether <paramref name="path"/> can stand in a token: line breaks end tokens, quotes have no escape, and <c>;</c> parts the files of a corpus.</summary>
    public static bool CanCarry(string path) => path.IndexOfAny(['\r', '\n', '"', ';']) < 0;

    /// <summary>The response file.</summary>
    public override string ToString() => string.Join("\n", _tokens);

    /// <summary>In quotes where it has blanks, at which System.CommandLine splits a line; a backslash is nothing special to it.</summary>
    private static string Quoted(string token) => token.Any(char.IsWhiteSpace) ? $"\"{token}\"" : token;
}
