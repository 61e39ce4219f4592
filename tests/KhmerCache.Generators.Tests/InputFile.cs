using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Tests;

/// <summary>An additional file in memory.</summary>
internal sealed class InputFile(string name, string text) : AdditionalText
{
    private readonly SourceText _source = SourceText.From(text, Encoding.UTF8);

    public override string Path => "/p/" + name;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _source;

    /// <summary>What the build writes: these lines, with <c>|</c> for the tabs.</summary>
    public static InputFile Descriptors(params string[] lines) => new("KhmerCache.descriptors.txt", Lines(lines.Prepend("format|2"), Environment.NewLine));

    /// <summary>What the worker writes: these lines, with <c>|</c> for the tabs.</summary>
    public static InputFile Contents(params string[] lines) => new("KhmerCache.contents.txt", Lines(lines.Prepend("format|1"), "\n"));

    /// <summary>A lock with a digest of the same digit 64 times.</summary>
    public static InputFile Lock(char digit) => new(
        "khmercache.lock.json",
        $$"""
        {
          "format_version": 1,
          "content_digest": "{{new string(digit, 64)}}",
          "splits": { "train": 7 }
        }

        """);

    private static string Lines(IEnumerable<string> lines, string end) => string.Concat(lines.Select(line => line.Replace('|', '\t') + end));
}
