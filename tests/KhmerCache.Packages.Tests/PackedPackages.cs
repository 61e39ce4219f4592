using System.Reflection;

namespace KhmerCache.Packages.Tests;

/// <summary>The real packages of this build, packed once for all tests into a feed of their own.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("KhmerCache.Packages.Tests.");
    private int _projects;

    public PackedPackages()
    {
        Pack(Feed);
        File.WriteAllText(
            Path.Combine(_root.FullName, "nuget.config"),
            $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Feed}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>All packages, by name.</summary>
    public static TheoryData<string> Names => ["KhmerCache", "KhmerCache.Build", "KhmerCache.Remote", "KhmerCache.Rendering", "KhmerCache.Tool", "KhmerCache.TorchSharp"];

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The version of the packages: one for each run, so that no package of another run is taken for it.</summary>
    public string Version { get; } = "0.0.0-test." + DateTime.UtcNow.ToString("yyyyMMddHHmmssfff", System.Globalization.CultureInfo.InvariantCulture);

    internal string PackageFolder => Path.Combine(_root.FullName, "packages");

    /// <summary>The folder that the packages were packed into.</summary>
    internal string Feed => Path.Combine(_root.FullName, "feed");

    internal static string Configuration => typeof(PackedPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>The file of a package.</summary>
    internal string FileOf(string package) => Path.Combine(Feed, $"{package}.{Version}.nupkg");

    /// <summary>What a package consists of.</summary>
    internal PackageContent Open(string package) => PackageContent.Read(FileOf(package));

    /// <summary>Packs once more what <see cref="Feed"/> has.</summary>
    /// <returns>The folder that has the packages.</returns>
    internal string PackAgain()
    {
        var folder = Path.Combine(_root.FullName, "again");
        Pack(folder);
        return folder;
    }

    /// <summary>A folder outside the repository, with a name that is a test by itself.</summary>
    internal string NewProjectFolder() =>
        Directory.CreateDirectory(Path.Combine(_root.FullName, $"a project ខ្មែរ {Interlocked.Increment(ref _projects)}")).FullName;

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KhmerCache.Build.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }

    private void Pack(string folder) => DotNet.Run(
        Repository, PackageFolder, "pack", "KhmerCache.Build.sln", "--no-build", "-c", Configuration, "-o", folder, $"-p:PackageVersion={Version}", "-m:1").Succeeded();
}
