using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using KhmerCache.Datasets;
using KhmerCache.Loading;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>The program of docs/training.md, as it stands there but for the address and the folder. Guards against a guide whose program no longer compiles.</summary>
public sealed class FollowingTheGuide : IDisposable
{
    private readonly RemoteCorpus _corpus = new(100);

    [Fact]
    public void The_program_is_the_one_of_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(Repository(), "docs", "training.md"));
        var section = guide[guide.IndexOf("## Training from a remote cache", StringComparison.Ordinal)..];
        var start = section.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        var shown = section[start..section.IndexOf("```", start, StringComparison.Ordinal)].Replace("\"s3://ocr-data/khmer\", \"data/synthetic\"", "remote, directory", StringComparison.Ordinal);

        var source = File.ReadAllText(ThisFile());
        var run = source[(source.IndexOf("// begin\n", StringComparison.Ordinal) + "// begin\n".Length)..source.LastIndexOf("        // end\n", StringComparison.Ordinal)];

        Assert.Equal(WithoutBlanks(shown), WithoutBlanks(run));
    }

    [Fact]
    public void It_trains()
    {
        KhmerSplits.Train = _corpus.Dataset(_corpus.OpenOrigin()).Split;

        Assert.Equal(100, Train(_corpus.Remote, _corpus.Local.Directory));
    }

    public void Dispose() => _corpus.Dispose();

    private static int Train(string remote, string directory)
    {
        // begin
        using var cache = ImageCache.Open(remote, directory, new() { MaxLocalBytes = 20L << 30 });
        using var train = KhmerCorpusDataset.Open(cache, KhmerSplits.Train, KhmerFonts.All, new() { Seed = 1 });
        var loader = new BatchLoader(train, new()
        {
            BatchSize = 64,
            Shuffle = true,
            WidthBuckets = 64,
            QuasiRandomRanges = 64,
        });

        // end
        var samples = 0;
        foreach (var batch in loader)
        {
            using (batch)
            {
                samples += batch.Count;
            }
        }

        return samples;
    }

    private static string WithoutBlanks(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    private static string ThisFile([CallerFilePath] string path = "") => File.Exists(path) ? path : Path.Combine(Repository(), "tests", "KhmerCache.Remote.Tests", "Copies", "FollowingTheGuide.cs");

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KhmerCache.Build.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    // What the source generator makes in a user's project.
    private static class KhmerSplits
    {
        public static SplitDescriptor Train { get; set; } = new("train", []);
    }

    private static class KhmerFonts
    {
        public static ImmutableArray<FontDescriptor> All => RemoteCorpus.Fonts;
    }
}
