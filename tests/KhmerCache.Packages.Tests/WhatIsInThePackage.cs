using System.Xml.Linq;

namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class WhatIsInThePackage(PackedPackages packages)
{
    private const string Worker = "tools/net10.0/any";

    private readonly PackageContent _package = packages.Open("KhmerCache.Build");

    [Fact]
    public void Each_part_is_where_msbuild_and_nuget_look_for_it_and_nothing_else_is_there() =>
        Assert.Equal(
            [
                "KhmerCache.Build.nuspec", "README.md", "THIRD-PARTY-NOTICES.txt",
                "analyzers/dotnet/cs/KhmerCache.Generators.dll",
                "build/KhmerCache.Build.props", "build/KhmerCache.Build.targets",
                "buildMultiTargeting/KhmerCache.Build.props", "buildMultiTargeting/KhmerCache.Build.targets",
                "buildTransitive/KhmerCache.Build.props", "buildTransitive/KhmerCache.Build.targets",
                "icon.png",
                "third-party-notices/SkiaSharp.txt", "third-party-notices/dotnet.txt",
                "tools/netstandard2.0/KhmerCache.Build.dll",
            ],
            _package.Files.Where(file => !file.StartsWith(Worker + "/", StringComparison.Ordinal) && !IsOfOneSystem(file)));

    // See CompilingAhead.
    private static bool IsOfOneSystem(string file) => file.Split('/') is ["tools", "netstandard2.0", _, _];

    [Theory]
    [InlineData("KhmerCache.Build")]
    [InlineData("KhmerCache.Tool")]
    public void The_worker_is_a_program_with_its_libraries_and_our_own_symbols_for_its_stack_traces(string package)
    {
        string[] ours = ["KhmerCache", "KhmerCache.Remote", "KhmerCache.Rendering", "KhmerCache.Tool"];
        var files = packages.Open(package).FilesIn(Worker)
            .Where(file => !file.StartsWith("runtimes/", StringComparison.Ordinal) && file != "DotnetToolSettings.xml")
            .ToLookup(Path.GetExtension, Path.GetFileNameWithoutExtension);

        Assert.Equal([".dll", ".json", ".pdb", ".ttf", ".txt"], files.Select(kind => kind.Key).Order(StringComparer.Ordinal));
        Assert.Superset(ours.ToHashSet<string?>(), files[".dll"].ToHashSet());
        Assert.Equal(ours, files[".pdb"].Order(StringComparer.Ordinal));
        Assert.Equal(["KhmerCache.Tool.deps", "KhmerCache.Tool.runtimeconfig"], files[".json"].Order(StringComparer.Ordinal));

        // The font of the pages that report writes, and its licence.
        Assert.Equal(["noto-sans-khmer-regular", "noto-sans-khmer.OFL"], files[".ttf"].Concat(files[".txt"]));
    }

    [Theory]
    [InlineData("KhmerCache.Build")]
    [InlineData("KhmerCache.Tool")]
    public void The_worker_has_its_native_libraries_for_the_systems_it_runs_on_and_no_others(string package)
    {
        var runtimes = packages.Open(package).FilesIn(Worker + "/runtimes")
            .Where(file => file.Split('/')[1] == "native")
            .ToLookup(file => file.Split('/')[0], file => Path.GetFileNameWithoutExtension(file));

        Assert.Equal(
            ["linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx", "win-arm64", "win-x64"],
            runtimes.Select(runtime => runtime.Key).Order(StringComparer.Ordinal));
        Assert.All(runtimes, runtime => Assert.Equal(["libHarfBuzzSharp", "libSkiaSharp"], runtime.Order(StringComparer.Ordinal)));
    }

    /// <summary>Guards against what only linkers and debuggers read, which was a sixteenth of the package. That a library without it loads, every build of these tests shows.</summary>
    [Theory]
    [InlineData("KhmerCache.Build")]
    [InlineData("KhmerCache.Tool")]
    public void The_native_libraries_for_linux_have_no_symbols(string package)
    {
        // The place of the table of sections in the header of an ELF file of 64 bits, without which nobody finds any.
        const int Sections = 40;
        var content = packages.Open(package);
        var libraries = content.Files.Where(file => file.EndsWith(".so", StringComparison.Ordinal)).ToList();

        Assert.Equal(8, libraries.Count);
        Assert.All(libraries, file => Assert.Equal(0, BitConverter.ToInt64(content.BytesOf(file), Sections)));
    }

    [Fact]
    public void The_worker_of_the_build_is_the_tool()
    {
        var tool = packages.Open("KhmerCache.Tool");

        Assert.Equal(tool.FilesIn(Worker).Where(file => file != "DotnetToolSettings.xml"), _package.FilesIn(Worker));
        Assert.All(
            _package.FilesIn(Worker).Where(file => !file.StartsWith("runtimes/", StringComparison.Ordinal)),
            file => Assert.Equal(tool.BytesOf($"{Worker}/{file}"), _package.BytesOf($"{Worker}/{file}")));
    }

    [Fact]
    public void Nothing_of_what_it_is_made_of_reaches_the_project_that_uses_it()
    {
        // No dependency, no framework reference, no file list; that there is no lib, ref, runtimes or content folder is checked above.
        var metadata = XDocument.Parse(_package.TextOf("KhmerCache.Build.nuspec")).Root!.Elements().Single();

        Assert.Equal("true", metadata.Elements().Single(element => element.Name.LocalName == "developmentDependency").Value);
        Assert.DoesNotContain(
            metadata.Elements(),
            element => element.Name.LocalName is "dependencies" or "references" or "frameworkAssemblies" or "frameworkReferences" or "contentFiles");
    }

    [Theory]
    [InlineData("KhmerCache.Build", "tools/netstandard2.0/KhmerCache.Build.dll", "netstandard|Microsoft.Build.")]
    [InlineData("KhmerCache.Build", "analyzers/dotnet/cs/KhmerCache.Generators.dll", "netstandard|Microsoft.CodeAnalysis|System.Collections.Immutable")]
    [InlineData("KhmerCache", "lib/net10.0/KhmerCache.dll", "System.|Apache.Arrow")]
    public void An_assembly_references_nothing_that_its_host_or_its_package_does_not_bring(string package, string assembly, string allowed) =>
        Assert.All(
            packages.Open(package).ReferencesOf(assembly),
            reference => Assert.Contains(allowed.Split('|'), prefix => reference.StartsWith(prefix, StringComparison.Ordinal)));
}
