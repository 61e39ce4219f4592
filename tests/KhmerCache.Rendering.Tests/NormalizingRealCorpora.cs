using System.Globalization;
using System.Text.RegularExpressions;
using KhmerCache.Corpora;
using Xunit;
using Xunit.Abstractions;

namespace KhmerCache.Rendering.Tests;

/// <summary>What the normaliser does to real text, and to its pictures in all sixteen fonts. The counts are printed.</summary>
public sealed partial class NormalizingRealCorpora(ITestOutputHelper output)
{
    private const string Committed = "the corpus of QuickStart";

    private static readonly string[] Shared =
    [
        "aosp.apache-2.0.txt", "cldr.unicode-3.0.txt", "flores_v1.cc-by-sa.txt", "google_tts_prompts.cc-by-sa-4.0.txt", "kmwiki_5k.cc-by-sa.txt", "libreoffice_help.mpl-2.0.txt",
        "tesseract_langdata.apache-2.0.txt", "udhr.un.txt", "words_sbbic_words.mit.txt", "nasty.tsv",
    ];

    /// <summary>What stood out of order in a cluster.</summary>
    private enum Disorder
    {
        CoengRoFirst,
        VowelBeforeSubscript,
        SignBeforeSubscript,
        SignBeforeVowel,
        Other,
    }

    [Fact]
    public void Text_that_is_canonical_is_not_touched_and_twice_changes_nothing_more()
    {
        foreach (var (name, lines) in Corpora())
        {
            var changed = 0;
            foreach (var line in lines)
            {
                var once = KhmerNormalizer.Normalize(line);
                var hasDisorder = Clusters(line).Any(cluster => cluster.Fault == KhmerFault.Order);
                Assert.Equal(hasDisorder, once != line);
                Assert.Same(once, KhmerNormalizer.Normalize(once));
                Assert.Equal(line.Order(), once.Order());
                changed += once == line ? 0 : 1;
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {changed:N0} of {lines.Length:N0} lines changed"));
        }
    }

    /// <summary>
    /// Every cluster that is changed anywhere, in every font. A picture may change only where something stood before what it belongs behind, and so in the wrong
    /// place; and what could be shown before can be shown after.
    /// </summary>
    [Fact]
    public void A_picture_changes_only_where_the_order_was_visibly_wrong()
    {
        string[] clusters =
        [
            .. Corpora().SelectMany(corpus => corpus.Lines).SelectMany(line => Clusters(line).Where(cluster => cluster.Fault == KhmerFault.Order)
                .Select(cluster => line.Substring(cluster.Start, cluster.Length))).Distinct().Order(StringComparer.Ordinal),
        ];
        var counts = new SortedDictionary<(Disorder, string), int>();
        using var renderer = new LineRenderer();
        foreach (var cluster in clusters)
        {
            foreach (var font in Repository.Fonts)
            {
                var key = (DisorderOf(cluster), Compare(renderer, font, cluster, KhmerNormalizer.Normalize(cluster)));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        output.WriteLine($"{clusters.Length} clusters in {Repository.Fonts.Length} fonts");
        foreach (var ((disorder, change), count) in counts)
        {
            output.WriteLine($"{disorder}: {change}: {count}");
        }

        Assert.NotEmpty(clusters);
        Assert.DoesNotContain(counts, count => count.Key.Item2 == "lost");
        Assert.DoesNotContain(counts, count => count.Key is (Disorder.CoengRoFirst or Disorder.Other, "another picture"));
    }

    private static string Compare(LineRenderer renderer, FontDescriptor font, string before, string after)
    {
        var wasShown = renderer.TryRender(before, font, 64, out var old, out _);
        if (!renderer.TryRender(after, font, 64, out var now, out _))
        {
            return wasShown ? "lost" : "no picture before and after";
        }

        return !wasShown ? "a picture where there was none" : old!.Image.Width == now.Image.Width && old.Image.Pixels.SequenceEqual(now.Image.Pixels) ? "the same picture" : "another picture";
    }

    private static Disorder DisorderOf(string cluster) =>
        VowelBeforeSubscript().IsMatch(cluster) ? Disorder.VowelBeforeSubscript
        : SignBeforeSubscript().IsMatch(cluster) ? Disorder.SignBeforeSubscript
        : SignBeforeVowel().IsMatch(cluster) ? Disorder.SignBeforeVowel
        : cluster.Contains("\u17D2\u179A\u17D2", StringComparison.Ordinal) ? Disorder.CoengRoFirst
        : Disorder.Other;

    private static List<KhmerCluster> Clusters(string line)
    {
        var clusters = new List<KhmerCluster>();
        for (var position = 0; KhmerCluster.TryFind(line, position, out var cluster); position = cluster.End)
        {
            clusters.Add(cluster);
        }

        return clusters;
    }

    private static IEnumerable<(string Name, string[] Lines)> Corpora() =>
        Shared.Select(name => (Name: name, Path: Repository.SharedCorpus(name))).Where(corpus => corpus.Path is not null)
            .Select(corpus => (corpus.Name, (string[])[.. File.ReadLines(corpus.Path!).Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..].Trim())]))
            .Prepend((Committed, Repository.Lines));

    [GeneratedRegex("[\u17B6-\u17C5].*\u17D2")]
    private static partial Regex VowelBeforeSubscript();

    [GeneratedRegex("[\u17C6-\u17C8\u17CB\u17CD-\u17D1].*\u17D2")]
    private static partial Regex SignBeforeSubscript();

    [GeneratedRegex("[\u17C6-\u17C8\u17CB\u17CD-\u17D1].*[\u17B6-\u17C5]")]
    private static partial Regex SignBeforeVowel();
}
