using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Tests;

/// <summary>An additional file in memory.</summary>
internal sealed class DescriptorText(string text, string path = "/p/obj/Debug/net10.0/KhmerCache.descriptors.txt") : AdditionalText
{
    private readonly SourceText _source = SourceText.From(text, Encoding.UTF8);

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _source;

    /// <summary>Lines as the build writes them, with <c>|</c> for the tabs.</summary>
    public static DescriptorText Of(params string[] lines) =>
        new(string.Join(Environment.NewLine, lines.Prepend("format|1")).Replace('|', '\t') + Environment.NewLine);
}
