using System.Globalization;
using System.Text;
using KhmerCache.Rendering.Linting;
using Xunit;
using Xunit.Abstractions;

namespace KhmerCache.Rendering.Tests;

/// <summary>Real text, where the shared corpora are at hand: what is known to be wrong is found, and what is right is let pass. The tables are printed.</summary>
public sealed class LintingRealCorpora(ITestOutputHelper output) : IDisposable
{
    private const string Invisible = DiagnosticCodes.InvisibleCharacter;
    private const string Order = DiagnosticCodes.ClusterOrder;
    private const string Excess = DiagnosticCodes.ExcessMark;

    /// <summary>The categories of <c>nasty.tsv</c> that concern encoding or invisible characters, with the codes that stand for them.</summary>
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["zwsp"] = [Invisible],
        ["zwsp_double_or_edge"] = [Invisible],
        ["zwsp_in_cluster"] = [Invisible],
        ["zwnj_zwj_other"] = [Invisible],
        ["coeng_ro_first"] = [Order, Excess],
        ["vowel_before_coeng"] = [Order, Excess],
        ["sign_before_vowel"] = [Order, Excess],
        ["shifter_after_vowel"] = [Order, Excess],
        ["shifter_before_coeng"] = [DiagnosticCodes.EarlyShifter, Excess],
        ["double_vowel"] = [Excess],
        ["repeated_mark"] = [Excess],
        ["orphan_mark"] = [DiagnosticCodes.MarkWithoutBase, DiagnosticCodes.BareCoeng],
        ["coeng_bad_follow"] = [DiagnosticCodes.BareCoeng],
        ["deprecated"] = [DiagnosticCodes.DeprecatedCharacter],
        ["fffd_pua"] = [DiagnosticCodes.ReplacementCharacter, DiagnosticCodes.PrivateUseCharacter],
    };

    private readonly LintedCorpus _corpus = new();

    [SkippableFact]
    public void Faults_of_real_lines_are_found_by_their_category()
    {
        var lines = File.ReadLines(Shared("nasty.tsv")).Select(line => line.Split('\t', 2)).Select(fields => (Categories: fields[0].Split(','), Text: fields[1])).ToArray();
        var codes = CodesByLine([.. lines.Select(line => line.Text)]);
        var (found, all) = (0, 0);
        foreach (var (category, expected) in Expected)
        {
            var members = Enumerable.Range(0, lines.Length).Where(i => lines[i].Categories.Contains(category)).ToArray();

            // The list takes robat, which stands on the base, for a sign before the vowel.
            var canonical = category == "sign_before_vowel" ? members.Where(i => !codes[i].Overlaps(expected) && HasRobatBeforeVowel(lines[i].Text)).ToArray() : [];
            members = [.. members.Except(canonical)];
            if (members.Length == 0)
            {
                continue;
            }

            var hits = members.Count(i => codes[i].Overlaps(expected));
            (found, all) = (found + hits, all + members.Length);
            output.WriteLine(Row(category, members.Length, hits) + (canonical.Length > 0 ? $"   and {canonical.Length} lines with robat on the base, which is canonical" : ""));
            Assert.True(hits >= 0.95 * members.Length, $"{category}: {hits} of {members.Length}");
        }

        output.WriteLine(Row("all", all, found));
        Assert.True(found >= 0.95 * all);
    }

    /// <summary>The findings in these two were read one by one. A person would call right, at most, a shifter before the subscripts, where the Unicode Standard has it.</summary>
    [SkippableTheory]
    [InlineData("udhr.un.txt")]
    [InlineData("kmwiki_5k.cc-by-sa.txt")]
    public void Lines_that_a_person_would_call_right_are_let_pass(string name)
    {
        string[] lines = [.. File.ReadLines(Shared(name))];

        var codes = CodesByLine(lines);

        var debatable = codes.Count(line => line.Count > 0 && line.All(code => code == DiagnosticCodes.EarlyShifter));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {lines.Length} lines, {codes.Count(line => line.Count > 0)} with findings, at most {debatable} of them debatable ({100.0 * debatable / lines.Length:F2} %)"));
        foreach (var code in codes.SelectMany(line => line).GroupBy(code => code).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {code.Key} {code.Count()} lines"));
        }

        Assert.True(debatable <= 0.005 * lines.Length);
        Assert.InRange(codes.Count(line => line.Count > 0), 0, (int)(0.031 * lines.Length));
    }

    public void Dispose() => _corpus.Dispose();

    private static bool HasRobatBeforeVowel(string text) => text.Zip(text.Skip(1)).Any(pair => pair.First == '\u17CC' && pair.Second is >= '\u17B6' and <= '\u17C5');

    private static string Row(string category, int lines, int found) =>
        string.Create(CultureInfo.InvariantCulture, $"{category,-22} {found,5} of {lines,5}   {100.0 * found / lines:F1} %");

    private static string Shared(string name)
    {
        var path = Repository.SharedCorpus(name);
        Skip.If(path is null, $"{name} is not here: the shared corpora belong beside the repository, in ../shared/corpus.");
        return path!;
    }

    private HashSet<string>[] CodesByLine(string[] lines)
    {
        var codes = Array.ConvertAll(lines, _ => new HashSet<string>());
        foreach (var finding in _corpus.LintBytes(Encoding.UTF8.GetBytes(string.Join('\n', lines))))
        {
            codes[finding.Line - 1].Add(finding.Code);
        }

        return codes;
    }
}
