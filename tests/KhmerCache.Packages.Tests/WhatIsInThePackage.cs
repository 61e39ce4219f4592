using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class WhatIsInThePackage(PackedPackages packages)
{
    private const long Budget = 60L << 20;

    [Fact]
    public void Each_part_is_where_msbuild_and_nuget_look_for_it()
    {
        var files = FilesOf("KhmerCache.Build");

        Assert.Superset(
            new HashSet<string>
            {
                "build/KhmerCache.Build.props", "build/KhmerCache.Build.targets",
                "buildMultiTargeting/KhmerCache.Build.props", "buildMultiTargeting/KhmerCache.Build.targets",
                "tools/netstandard2.0/KhmerCache.Build.dll",
                "tools/net10.0/any/KhmerCache.Tool.dll", "tools/net10.0/any/KhmerCache.Tool.deps.json", "tools/net10.0/any/KhmerCache.Tool.runtimeconfig.json",
                "analyzers/dotnet/cs/KhmerCache.Generators.dll",
            },
            files);
        Assert.DoesNotContain(files, file => file.StartsWith("lib/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_worker_has_its_native_libraries_for_the_systems_it_runs_on_and_no_others()
    {
        var runtimes = FilesOf("KhmerCache.Build")
            .Where(file => file.StartsWith("tools/net10.0/any/runtimes/", StringComparison.Ordinal))
            .ToLookup(file => file.Split('/')[4], file => Path.GetFileNameWithoutExtension(file));

        Assert.Equal(
            ["linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx", "win-arm64", "win-x64"],
            runtimes.Select(runtime => runtime.Key).Order(StringComparer.Ordinal));
        Assert.All(runtimes, runtime => Assert.Equal(["libHarfBuzzSharp", "libSkiaSharp"], runtime.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void No_symbols_but_our_own_are_in_it_and_it_is_within_its_size()
    {
        var symbols = FilesOf("KhmerCache.Build").Where(file => Path.GetExtension(file) == ".pdb").Select(Path.GetFileNameWithoutExtension);

        Assert.All(symbols, name => Assert.StartsWith("KhmerCache", name, StringComparison.Ordinal));
        Assert.InRange(new FileInfo(packages.FileOf("KhmerCache.Build")).Length, 1, Budget);
    }

    [Fact]
    public void Nothing_of_what_it_is_made_of_reaches_the_project_that_uses_it()
    {
        using var package = ZipFile.OpenRead(packages.FileOf("KhmerCache.Build"));
        using var reader = new StreamReader(package.GetEntry("KhmerCache.Build.nuspec")!.Open());
        var manifest = reader.ReadToEnd();

        Assert.Contains("<developmentDependency>true</developmentDependency>", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", manifest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KhmerCache.Build", "tools/netstandard2.0/KhmerCache.Build.dll", "netstandard|Microsoft.Build.")]
    [InlineData("KhmerCache.Build", "analyzers/dotnet/cs/KhmerCache.Generators.dll", "netstandard|Microsoft.CodeAnalysis|System.Collections.Immutable")]
    [InlineData("KhmerCache", "lib/net10.0/KhmerCache.dll", "System.|Apache.Arrow")]
    public void An_assembly_references_nothing_that_its_host_or_its_package_does_not_bring(string package, string assembly, string allowed)
    {
        using var stream = new MemoryStream();
        using (var archive = ZipFile.OpenRead(packages.FileOf(package)))
        using (var entry = archive.GetEntry(assembly)!.Open())
        {
            entry.CopyTo(stream);
        }

        stream.Position = 0;
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.All(references, reference => Assert.Contains(allowed.Split('|'), prefix => reference.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private HashSet<string> FilesOf(string package)
    {
        using var archive = ZipFile.OpenRead(packages.FileOf(package));
        return [.. archive.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName))];
    }
}
