using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace KhmerCache.Packages.Tests;

/// <summary>Whoever debugs a package is shown its sources, from the public repository at the commit that was built.</summary>
[Collection(PackagesCollection.Name)]
public class SteppingIntoSources(PackedPackages packages)
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string, string, string> Symbols => new()
    {
        { "KhmerCache", "snupkg", "lib/net10.0/KhmerCache.pdb" },
        { "KhmerCache.Rendering", "snupkg", "lib/net10.0/KhmerCache.Rendering.pdb" },
        { "KhmerCache.TorchSharp", "snupkg", "lib/net10.0/KhmerCache.TorchSharp.pdb" },
        { "KhmerCache.Tool", "snupkg", "tools/net10.0/any/KhmerCache.Tool.pdb" },
        { "KhmerCache.Build", "nupkg", "tools/net10.0/any/KhmerCache.Tool.pdb" },
        { "KhmerCache.Build", "nupkg", "tools/netstandard2.0/KhmerCache.Build.dll" },
        { "KhmerCache.Build", "nupkg", "analyzers/dotnet/cs/KhmerCache.Generators.dll" },
    };

    [InRepositoryTheory]
    [MemberData(nameof(Symbols))]
    public void Every_source_file_has_its_link(string package, string kind, string path) => Read(package, kind, path, symbols =>
    {
        var link = symbols.GetCustomDebugInformation(EntityHandle.ModuleDefinition)
            .Select(symbols.GetCustomDebugInformation)
            .Single(information => symbols.GetGuid(information.Kind) == SourceLink);
        using var json = JsonDocument.Parse(symbols.GetBlobBytes(link.Value));
        var mapped = Assert.Single(json.RootElement.GetProperty("documents").EnumerateObject());

        Assert.Matches("^https://raw.githubusercontent.com/khmercache/khmercache/[0-9a-f]{40}/\\*$", mapped.Value.GetString());
        Assert.All(DocumentsOf(symbols), document => Assert.StartsWith(mapped.Name.TrimEnd('*'), document, StringComparison.Ordinal));
    });

    [InReleaseTheory]
    [MemberData(nameof(Symbols))]
    public void No_path_of_the_machine_that_built_it_is_in_it(string package, string kind, string path) => Read(package, kind, path, symbols =>
        Assert.All(DocumentsOf(symbols), document => Assert.StartsWith("/_", document, StringComparison.Ordinal)));

    private static IEnumerable<string> DocumentsOf(MetadataReader symbols) =>
        symbols.Documents.Select(handle => symbols.GetString(symbols.GetDocument(handle).Name));

    /// <summary>Symbols lie in a file of their own or, of the assemblies that compilers and build engines load, in the assembly.</summary>
    private void Read(string package, string kind, string path, Action<MetadataReader> read)
    {
        var content = PackageContent.Read(Path.ChangeExtension(packages.FileOf(package), kind));
        if (Path.GetExtension(path) == ".pdb")
        {
            using var provider = MetadataReaderProvider.FromPortablePdbImage([.. content.BytesOf(path)]);
            read(provider.GetMetadataReader());
            return;
        }

        using var assembly = content.AssemblyOf(path);
        var embedded = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var embeddedProvider = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        read(embeddedProvider.GetMetadataReader());
    }

    private sealed class InRepositoryTheoryAttribute : TheoryAttribute
    {
        public InRepositoryTheoryAttribute()
        {
            if (!Path.Exists(Path.Combine(PackedPackages.Repository, ".git")))
                Skip = "The sources are no git repository, so that no commit is known to link to.";
        }
    }

    private sealed class InReleaseTheoryAttribute : TheoryAttribute
    {
        public InReleaseTheoryAttribute()
        {
            if (PackedPackages.Configuration != "Release")
                Skip = "A debug build keeps its paths, for the debugger. Run with -c Release.";
        }
    }
}
