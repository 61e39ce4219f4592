using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Classes;

/// <summary>Writes the class <c>KhmerSplits</c>.</summary>
internal static class SplitsEmitter
{
    private const string SplitDescriptor = "global::KhmerCache.SplitDescriptor";

    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(SplitsModel model)
    {
        var generated = new GeneratedClass(model.Place, ClassNames.Splits, "The splits of this project, one for each <c>Split</c> of its <c>KhmerCorpus</c> items.");
        foreach (var split in model.Splits)
        {
            var files = string.Join(", ", split.Files.Select(file => InfoEmitter.PathInProject(file, model.Paths)));
            generated.Add(
                $"<c>{GeneratedClass.Comment(split.Name)}</c>: {string.Join(", ", split.Files.Select(file => $"<c>{GeneratedClass.Comment(file)}</c>"))}",
                $"public static {SplitDescriptor} {split.Identifier} {{ get; }} = new {SplitDescriptor}(",
                $"    {GeneratedClass.Literal(split.Name)},",
                $"    global::System.Collections.Immutable.ImmutableArray.Create<string>({files}),",
                $"    {split.FontsPerLine.ToString(CultureInfo.InvariantCulture)},",
                $"    {split.Seed.ToString(CultureInfo.InvariantCulture)},",
                $"    {split.MaxLines.ToString(CultureInfo.InvariantCulture)},",
                $"    {(split.Normalize ? "true" : "false")});");
        }

        generated.AddAmbiguous(SplitDescriptor, model.Ambiguous);
        generated.AddAll("All splits: train, val, test, then all others, ordinal.", SplitDescriptor, model.Splits.Select(split => split.Identifier));
        return generated.ToSourceText();
    }
}
