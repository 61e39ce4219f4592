using System.IO.Compression;
using System.Text.Json;

namespace KhmerCache.Packages.Tests;

/// <summary>What a build leaves for others to look at: for <c>clean</c> and MSBuild's own, for Visual Studio, and for whoever reads a binary log.</summary>
[Collection(PackagesCollection.Name)]
public class WhatOtherToolsSee(PackedPackages packages)
{
    [Fact]
    public void Everything_that_is_written_to_obj_is_in_the_list_of_what_the_build_wrote()
    {
        var project = new UserProject(packages);
        project.Build().Succeeded();

        // A second build would delete what is not claimed.
        project.BuildAgain().Succeeded();

        var claimed = project.Read("obj/Debug/net10.0/App.csproj.FileListAbsolute.txt").Split('\n', StringSplitOptions.TrimEntries);
        var written = Directory.GetFiles(project.PathOf("obj/Debug/net10.0"), "KhmerCache.*");
        Assert.Superset(
            new HashSet<string?> { "KhmerCache.contents.txt", "KhmerCache.descriptors.txt", "KhmerCache.inputs.txt", "KhmerCache.stamp" }, written.Select(Path.GetFileName).ToHashSet());
        Assert.All(written, file => Assert.Contains(file, claimed));
    }

    [Fact]
    public void Visual_Studio_is_told_what_to_compare_before_it_builds()
    {
        var project = new UserProject(packages, "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><KhmerCacheLock>true</KhmerCacheLock>");
        project.Do("restore").Succeeded();

        using var json = JsonDocument.Parse(project.Do("msbuild", "-getItem:UpToDateCheckInput,UpToDateCheckOutput").Succeeded().Output);

        Assert.Equal(
            ["KhmerOS.ttf", "KhmerOSsiemreap.ttf", "khmercache.lock.json", "train.txt", "val.txt"], NamesOf("UpToDateCheckInput").Order(StringComparer.Ordinal));
        Assert.Equal(["KhmerCache.stamp"], NamesOf("UpToDateCheckOutput"));

        IEnumerable<string> NamesOf(string item) => json.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray()
            .Where(entry => entry.GetProperty("Set").GetString() == "KhmerCache").Select(entry => Path.GetFileName(entry.GetProperty("FullPath").GetString()!));
    }

    [Fact]
    public void A_binary_log_has_what_was_done_how_far_it_came_and_the_list_of_inputs()
    {
        // Enough for a quarter of a second, which is how often the worker says how far it has come.
        const int Lines = 20_000;
        var project = new UserProject(packages);
        project.Write("corpus/train.txt", string.Concat(Enumerable.Range(0, Lines).Select(line => $"សេចក្ដីប្រកាសជាសកល {line} ភាសាខ្មែរ {line * 7919 % 100_003}\n")));
        project.Build("-bl:build.binlog;ProjectImports=ZipFile", "-p:KhmerCacheLint=false").Succeeded();

        var told = project.Do("msbuild", "build.binlog", "-v:n", "-tl:off").Succeeded().Output;

        Assert.Matches($"KhmerCache: [0-9]+ of {(2 * Lines) + 2}", told);
        Assert.Matches("data/synthetic: [0-9,]+ images planned, [0-9,]+ rendered, 0 already there", told);
        using var files = ZipFile.OpenRead(project.PathOf("build.ProjectImports.zip"));
        Assert.Contains(files.Entries, file => file.FullName.EndsWith("KhmerCache.inputs.txt", StringComparison.Ordinal));
    }
}
