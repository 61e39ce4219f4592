using System.Collections.Immutable;
using System.Text;
using KhmerCache.Rendering.Linting;

namespace KhmerCache.Rendering.Tests;

/// <summary>Corpus files of one split or several that are linted and gone after the test.</summary>
internal sealed class LintedCorpus : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("KhmerCache.Rendering.Tests.").FullName;

    /// <summary>The files of the last lint.</summary>
    public ImmutableArray<string> Files { get; private set; } = [];

    public bool Normalize { get; set; }

    public LintReport Report { get; private set; } = new(0, new Dictionary<string, long>());

    public IReadOnlyList<Diagnostic> Lint(params string[] lines) => Lint(options => options, lines);

    public IReadOnlyList<Diagnostic> Lint(Func<LintOptions, LintOptions> change, params string[] lines) =>
        LintBytes(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), change);

    public IReadOnlyList<Diagnostic> LintBytes(byte[] content, Func<LintOptions, LintOptions>? change = null)
    {
        Files = [Write("train.txt", content)];
        return LintSplits(change ?? (options => options), new SplitDescriptor("train", Files) { Normalize = Normalize });
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, params string[] lines) => Write(name, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public IReadOnlyList<Diagnostic> LintSplits(Func<LintOptions, LintOptions> change, params SplitDescriptor[] splits)
    {
        var findings = new List<Diagnostic>();
        Report = CorpusLinter.Run(change(new LintOptions { Splits = splits }), findings.Add);
        return findings;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
