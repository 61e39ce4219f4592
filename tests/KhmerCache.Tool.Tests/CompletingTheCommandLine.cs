using System.Diagnostics;

namespace KhmerCache.Tool.Tests;

public class CompletingTheCommandLine
{
    [Theory]
    [InlineData("khmercache pre", "pregenerate")]
    [InlineData("khmercache c", "clear compact completion")]
    [InlineData("khmercache stats --ca", "--cache-dir")]
    [InlineData("khmercache pregenerate --on-unrenderable ", "error skip warn")]
    [InlineData("khmercache pregenerate --jobs 2 --on-unrenderable e", "error")]
    [InlineData("khmercache pu", "pull push")]
    [InlineData("khmercache pull --sn", "--snapshot")]
    [InlineData("khmercache gc --max", "--max-age --max-size")]
    [InlineData("khmercache pregenerate --rem", "--remote --remote-required")]
    [InlineData("khmercache completion ", "bash fish pwsh zsh")]
    [InlineData("khmercache stats --cache-dir da", "")]
    [InlineData("khmercache stats --cache-dir 'a b' --j", "--json")]
    [InlineData("/usr/local/bin/khmercache va", "validate")]
    [InlineData("khmercache nothing-of-ours ", "bench clear compact completion export gc import lint merge pack pregenerate pull push report restore shape stats validate")]
    public void What_may_stand_there_is_offered(string line, string words) =>
        Assert.Equal(words, string.Join(' ', Workspace.Command("complete", "--", line).Exits(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void An_unknown_shell_is_refused() => Workspace.Command("completion", "tcsh").Exits(2);

    /// <summary>The shell itself runs the script, with a khmercache in its path that is this program.</summary>
    [SkippableTheory]
    [InlineData("bash", """eval "$(khmercache completion bash)"; COMP_LINE='khmercache stats --ca'; COMP_POINT=${#COMP_LINE}; _khmercache; echo "${COMPREPLY[@]}" """)]
    [InlineData("fish", "khmercache completion fish | source; complete -C 'khmercache stats --ca'")]
    public void A_shell_completes(string shell, string commands)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new SkipException("The script that stands for the program is one of Unix.");
        }

        Skip.IfNot(IsInPath(shell), $"{shell} is not installed.");
        var folder = Directory.CreateTempSubdirectory("KhmerCache.Tool.Tests.");
        try
        {
            var program = Path.Combine(folder.FullName, "khmercache");
            File.WriteAllText(program, $"#!/bin/sh\nexec '{Environment.ProcessPath}' '{typeof(Program).Assembly.Location}' \"$@\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var start = new ProcessStartInfo(shell, ["-c", commands]) { RedirectStandardOutput = true };
            start.Environment["PATH"] = $"{folder.FullName}:{start.Environment["PATH"]}";
            using var process = Process.Start(start)!;

            Assert.Equal("--cache-dir", process.StandardOutput.ReadToEnd().Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsInPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
