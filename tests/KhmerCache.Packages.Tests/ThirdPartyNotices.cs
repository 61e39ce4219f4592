using System.Text.Json;

namespace KhmerCache.Packages.Tests;

/// <summary>Two packages carry binaries of others, whose licences ask for their notices beside them.</summary>
[Collection(PackagesCollection.Name)]
public class ThirdPartyNotices(PackedPackages packages)
{
    public static TheoryData<string> Carriers => ["KhmerCache.Build", "KhmerCache.Tool"];

    /// <summary>Guards against an update of a package that leaves the notices of the version before.</summary>
    [Theory]
    [MemberData(nameof(Carriers))]
    public void Every_library_of_the_worker_is_named_with_its_version(string package)
    {
        var notices = packages.Open(package).TextOf("THIRD-PARTY-NOTICES.txt");
        using var dependencies = JsonDocument.Parse(packages.Open(package).TextOf("tools/net10.0/any/KhmerCache.Tool.deps.json"));
        var libraries = dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").ValueEquals("package"))
            .Select(library => library.Name.Replace('/', ' '));

        Assert.All(libraries, library => Assert.Contains($" {library} ", notices, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Every_file_of_others_is_named(string package)
    {
        var content = packages.Open(package);
        var notices = content.TextOf("THIRD-PARTY-NOTICES.txt");
        var files = content.FilesIn("tools/net10.0/any")
            .Where(file => Path.GetExtension(file) is ".dll" or ".so" or ".dylib")
            .Select(file => file.Contains("/native/", StringComparison.Ordinal) ? $"runtimes/*/native/{Path.GetFileNameWithoutExtension(file)}.*" : Path.GetFileName(file))
            .Where(file => !file.StartsWith("KhmerCache", StringComparison.Ordinal));

        Assert.All(files, file => Assert.Contains($"\n{file} ", notices, StringComparison.Ordinal));
    }

    /// <summary>Whoever updates one of these packages copies its notices to packaging/third-party-notices.</summary>
    [Theory]
    [InlineData("SkiaSharp.txt", "SkiaSharp.NativeAssets.Linux.NoDependencies", "SkiaSharp.NativeAssets.macOS", "SkiaSharp.NativeAssets.Win32")]
    [InlineData("SkiaSharp.txt", "HarfBuzzSharp.NativeAssets.Linux", "HarfBuzzSharp.NativeAssets.macOS", "HarfBuzzSharp.NativeAssets.Win32")]
    [InlineData("dotnet.txt", "System.IO.Hashing", "System.Memory.Data", "System.Security.Cryptography.ProtectedData", "Microsoft.Bcl.AsyncInterfaces")]
    [InlineData("dotnet.txt", "Microsoft.Extensions.FileSystemGlobbing", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives")]
    public void The_notices_that_a_library_brings_are_passed_on_as_they_are(string notices, params string[] libraries)
    {
        var passedOn = packages.Open("KhmerCache.Build").TextOf("third-party-notices/" + notices);

        Assert.All(libraries, library => Assert.Equal(NoticesOf(library), passedOn));
    }

    private static string NoticesOf(string library)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(PackedPackages.Repository, "src", "KhmerCache.Tool", "obj", "project.assets.json")));
        var path = assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Single(candidate => candidate.Name.StartsWith(library + "/", StringComparison.Ordinal)).Value.GetProperty("path").GetString()!;
        var folder = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(root => Path.Combine(root.Name, path)).First(Directory.Exists);
        var file = Directory.GetFiles(folder).Single(file => string.Equals(Path.GetFileName(file), "THIRD-PARTY-NOTICES.txt", StringComparison.OrdinalIgnoreCase));
        return File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
