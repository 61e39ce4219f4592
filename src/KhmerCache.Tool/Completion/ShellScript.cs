namespace KhmerCache.Tool.Completion;

/// <summary>The scripts by which shells ask for completions. Where the program has none to offer, files are.</summary>
internal static class ShellScript
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # In ~/.bashrc: eval "$(khmercache completion bash)"
            _khmercache() {
              local IFS=$'\n'
              COMPREPLY=($(khmercache complete -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
            }
            complete -o default -F _khmercache khmercache

            """,
        ["zsh"] = """
            # In ~/.zshrc, after compinit: eval "$(khmercache completion zsh)"
            _khmercache() {
              local -a found
              found=("${(@f)$(khmercache complete -- "${BUFFER[1,CURSOR]}" 2>/dev/null)}")
              if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
            }
            compdef _khmercache khmercache

            """,
        ["fish"] = """
            # In ~/.config/fish/config.fish: khmercache completion fish | source
            complete -c khmercache -a '(khmercache complete -- (commandline -cp) 2>/dev/null)'

            """,
        ["pwsh"] = """
            # In $PROFILE: khmercache completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName khmercache -ScriptBlock {
              param($word, $line, $cursor)
              khmercache complete -- $line.ToString().PadRight($cursor).Substring(0, $cursor) 2>$null |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
    };

    /// <summary>The shells.</summary>
    public static IReadOnlyCollection<string> Shells => Scripts.Keys;

    /// <summary>The script of a shell.</summary>
    public static string For(string shell) => Scripts[shell];
}
