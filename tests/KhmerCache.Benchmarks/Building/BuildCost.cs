using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KhmerCache.Benchmarks.Building;

/// <summary>
/// What the package costs a build: a trivial project with it and one without, built in turns, so that both meet the same machine.
/// <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- build [pairs]</c>.
/// </summary>
internal sealed partial class BuildCost : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("khmercache-build-");
    private readonly string _version = "0.0.0-bench." + DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
    private readonly int _pairs;
    private int _lines;

    private BuildCost(int pairs) => _pairs = pairs;

    /// <summary>Measures, and prints a row of a Markdown table for each kind of build.</summary>
    public static void Print(int pairs)
    {
        using var cost = new BuildCost(pairs);
        cost.Print();
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Print()
    {
        DotNet(Corpus.Repository, "pack", Path.Combine("src", "KhmerCache.Build"), "-c", "Release", "-o", PathOf("feed"), $"-p:PackageVersion={_version}");
        File.WriteAllText(PathOf("nuget.config"), $"""<configuration><packageSources><add key="bench" value="{PathOf("feed")}" /></packageSources></configuration>""");
        var (with, without) = (WriteProject("with", hasPackage: true), WriteProject("without", hasPackage: false));
        foreach (var project in new[] { with, without })
        {
            // The first builds everything, the second finds what the first has left.
            DotNet(project, "build");
            Build(project);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians of {_pairs} pairs of builds, in ms"));
        Console.WriteLine();
        Console.WriteLine("| | without the package | with it | median difference | quartiles |");
        Console.WriteLine("|---|---|---|---|---|");
        Row("nothing changed", with, without, () => { });
        Row("one new line in the corpus", with, without, () => AddLine(Path.Combine(with, "corpus", "train.txt")));

        // Whole builds differ by more than that from one to the next.
        double[] targets = [.. Enumerable.Range(0, _pairs).Select(_ => TimeOfTargets(with)).Order()];
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"nothing changed: MSBuild counts {Median(targets):F0} ms for the targets of the package ({targets[0]:F0} to {targets[^1]:F0})"));
    }

    /// <summary>What MSBuild says that the targets of the package took, each without those that it depends on.</summary>
    private double TimeOfTargets(string project)
    {
        var summary = DotNet(project, "build", "--no-restore", "-tl:off", "-clp:PerformanceSummary");
        var targets = summary[summary.IndexOf("Target Performance Summary", StringComparison.Ordinal)..summary.IndexOf("Task Performance Summary", StringComparison.Ordinal)];
        return TargetRow().Matches(targets).Sum(row => double.Parse(row.Groups["ms"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<ms>\d+) ms +_?KhmerCache")]
    private static partial Regex TargetRow();

    // Of characters that the corpus has: a new one is a new constant in the code, and would have it compiled.
    private void AddLine(string corpus)
    {
        var (one, other) = (File.ReadLines(corpus).ElementAt(_lines), File.ReadLines(corpus).ElementAt(_lines + 1));
        File.AppendAllText(corpus, $"{one}{other}\n");
        _lines++;
    }

    private void Row(string what, string with, string without, Action change)
    {
        var (longer, shorter) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < _pairs; pair++)
        {
            // Which one comes first changes from pair to pair.
            if (pair % 2 == 0)
            {
                shorter.Add(Build(without));
            }

            change();
            longer.Add(Build(with));
            if (pair % 2 != 0)
            {
                shorter.Add(Build(without));
            }
        }

        double[] differences = [.. longer.Zip(shorter, (one, other) => one - other).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {Median(shorter):F0} | {Median(longer):F0} | {Median(differences):F0} | {differences[_pairs / 4]:F0} to {differences[_pairs * 3 / 4]:F0} |"));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private double Build(string project)
    {
        var watch = Stopwatch.StartNew();
        DotNet(project, "build", "--no-restore");
        return watch.Elapsed.TotalMilliseconds;
    }

    private string WriteProject(string name, bool hasPackage)
    {
        var folder = Directory.CreateDirectory(PathOf(name)).FullName;
        var (corpus, fonts) = (Directory.CreateDirectory(Path.Combine(folder, "corpus")), Directory.CreateDirectory(Path.Combine(folder, "fonts")));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(1);");
        File.WriteAllLines(Path.Combine(corpus.FullName, "train.txt"), File.ReadLines(Corpus.Split.Files[0]).Take(100));
        foreach (var font in Directory.GetFiles(Path.Combine(Corpus.Repository, "fonts", "khmeros"), "*.ttf"))
        {
            File.Copy(font, Path.Combine(fonts.FullName, Path.GetFileName(font)));
        }

        var items = $"""<PackageReference Include="KhmerCache.Build" Version="{_version}" PrivateAssets="all" /><KhmerFont Include="fonts/*.ttf" /><KhmerCorpus Include="corpus/train.txt" Split="train" />""";
        File.WriteAllText(
            Path.Combine(folder, "App.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup>{(hasPackage ? items : "")}</ItemGroup>
            </Project>
            """);
        return folder;
    }

    private string PathOf(string name) => Path.Combine(_root.FullName, name);

    private string DotNet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = PathOf("packages");
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["KHMERCACHE_STATE_DIR"] = PathOf("state");

        // The process that builds stands for itself: what an earlier build left running would serve one of the two and not the other.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {output.Result}{errors.Result}");
        }

        return output.Result;
    }
}
