using System.Text.RegularExpressions;

namespace KhmerCache.Packages.Tests;

/// <summary>Every error and warning links to its entry in docs/build.md.</summary>
public class HelpForEachCode
{
    [Fact]
    public void Every_code_in_the_sources_has_an_entry_and_no_entry_is_without_its_code()
    {
        var sources = Directory.GetFiles(Path.Combine(PackedPackages.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "\"(KHC[0-9]{4})\"").Select(match => match.Groups[1].Value));
        var page = File.ReadAllText(Path.Combine(PackedPackages.Repository, "docs", "build.md"));
        var entries = Regex.Matches(page, "^\\| <a id=\"(khc[0-9]{4})\"></a>`(KHC[0-9]{4})` \\|", RegexOptions.Multiline);

        Assert.All(entries, entry => Assert.Equal(entry.Groups[1].Value, entry.Groups[2].Value, ignoreCase: true));
        Assert.Equal(sources.Distinct().Order(StringComparer.Ordinal), entries.Select(entry => entry.Groups[2].Value));
    }
}
