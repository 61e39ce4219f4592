using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;

namespace KhmerCache.Packages.Tests;

/// <summary>The task and the worker of a build are done before they would have compiled their code, so for the systems that most builds run on that is compiled already.</summary>
[Collection(PackagesCollection.Name)]
public class CompilingAhead(PackedPackages packages)
{
    private const string Worker = "tools/net10.0/any";
    private const string Task = "tools/netstandard2.0";

    private static readonly string[] Systems = ["linux-arm64", "linux-x64", "osx-arm64", "win-x64"];

    private static readonly string[] Assemblies =
    [
        "Apache.Arrow", "Apache.Arrow.Scalars", "HarfBuzzSharp", "KhmerCache", "KhmerCache.Rendering", "KhmerCache.Tool", "SkiaSharp", "System.CommandLine", "System.IO.Hashing",
    ];

    /// <summary>What is large, and is compiled only for the system that most builds run on.</summary>
    private static readonly string[] OnLinuxOnly = ["SkiaSharp"];

    // A debug build, which nobody publishes, has the code of one system only.
    private static string[] SystemsPacked => [.. Systems.Where(system => PackedPackages.Configuration == "Release" || system == RuntimeInformation.RuntimeIdentifier)];

    [Theory]
    [InlineData("KhmerCache.Build")]
    [InlineData("KhmerCache.Tool")]
    public void The_code_of_each_system_is_that_of_the_portable_assemblies(string package)
    {
        var content = packages.Open(package);
        var compiled = content.FilesIn(Worker + "/runtimes").Where(file => file.Split('/')[1] == "lib");

        Assert.Equal(SystemsPacked.SelectMany(system => Assemblies.Where(name => system == "linux-x64" || !OnLinuxOnly.Contains(name)).Select(name => $"{system}/lib/net10.0/{name}.dll")).Order(StringComparer.Ordinal), compiled);
        Assert.All(compiled, file => IsCompiledFrom(content, $"{Worker}/{Path.GetFileName(file)}", $"{Worker}/runtimes/{file}"));
    }

    [Fact]
    public void The_code_of_the_task_for_each_system_is_that_of_the_portable_one()
    {
        var content = packages.Open("KhmerCache.Build");

        Assert.Equal(["KhmerCache.Build.dll", .. SystemsPacked.Select(system => $"{system}/KhmerCache.Build.dll")], content.FilesIn(Task).Order(StringComparer.Ordinal));
        Assert.All(SystemsPacked, system => IsCompiledFrom(content, $"{Task}/KhmerCache.Build.dll", $"{Task}/{system}/KhmerCache.Build.dll"));
    }

    [OnCompiledSystemFact]
    public void A_build_takes_the_task_for_its_system_and_elsewhere_the_portable_one()
    {
        var project = new UserProject(packages);
        project.Do("restore").Succeeded();

        Assert.EndsWith($"{Task}/{RuntimeInformation.RuntimeIdentifier}/KhmerCache.Build.dll", TaskOf());
        Assert.EndsWith($"{Task}/KhmerCache.Build.dll", TaskOf("-p:NETCoreSdkPortableRuntimeIdentifier=haiku-x64"));

        string TaskOf(params string[] properties) =>
            project.Do(["msbuild", "-getProperty:KhmerCacheTaskAssembly", .. properties]).Succeeded().Output.Trim().Replace('\\', '/');
    }

    /// <summary>Guards against code that lies there, and that the host does not find or the runtime does not take.</summary>
    [OnCompiledSystemFact]
    public void On_this_system_the_worker_starts_without_compiling_its_code()
    {
        var methods = CompiledWhereItRuns(ExtractedWorker(), "--version");

        Assert.NotEmpty(methods);
        Assert.DoesNotContain(methods, method => method.Contains("KhmerCache.Tool.Program:", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, method => method.Contains("System.CommandLine.Command:", StringComparison.Ordinal));
    }

    /// <summary>
    /// Guards against queries over structs and tuples, 128-bit integers and libraries that make metadata, on the way of a build with one new line: no code for these is compiled ahead, and
    /// a build waited 80 ms for more than 500 methods.
    /// </summary>
    [OnCompiledSystemFact]
    public void On_this_system_a_new_line_is_rendered_without_much_that_has_to_be_compiled()
    {
        var (worker, project) = (ExtractedWorker(), new UserProject(packages));
        string[] arguments =
        [
            "pregenerate", "--events", "--lint=always", $"--project-directory={project.Folder}", $"--corpus=train={project.PathOf("corpus/train.txt")}", $"--fonts={project.PathOf("fonts/KhmerOS.ttf")}",
            $"--contents={project.PathOf("contents.txt")}",
        ];
        CompiledWhereItRuns(worker, arguments);
        project.Append("corpus/train.txt", "សេរីភាព\n");

        var methods = CompiledWhereItRuns(worker, arguments);

        Assert.InRange(methods.Length, 1, 300);
        Assert.InRange(methods.Count(method => method.Contains("JIT compiled KhmerCache.", StringComparison.Ordinal)), 0, 10);
    }

    private string ExtractedWorker()
    {
        var folder = packages.NewProjectFolder();
        ZipFile.ExtractToDirectory(packages.FileOf("KhmerCache.Build"), folder);
        return Path.Combine(folder, Worker, "KhmerCache.Tool.dll");
    }

    /// <summary>The methods that the runtime compiled while the worker did something.</summary>
    private static string[] CompiledWhereItRuns(string worker, params string[] arguments)
    {
        var summary = Path.Combine(Path.GetDirectoryName(worker)!, $"compiled-{Guid.NewGuid():N}.txt");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", worker, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_JitStdOutFile"] = summary, ["DOTNET_JitDisasmSummary"] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, output);
        return [.. File.ReadLines(summary).Where(line => line.Contains("JIT compiled", StringComparison.Ordinal))];
    }

    private static void IsCompiledFrom(PackageContent content, string portableFile, string compiledFile)
    {
        using var code = content.AssemblyOf(compiledFile);
        using var portable = content.AssemblyOf(portableFile);
        Assert.NotEqual(0, code.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(0, portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(VersionOf(portable.GetMetadataReader()), VersionOf(code.GetMetadataReader()));
    }

    private static Guid VersionOf(MetadataReader assembly) => assembly.GetGuid(assembly.GetModuleDefinition().Mvid);

    private sealed class OnCompiledSystemFactAttribute : FactAttribute
    {
        public OnCompiledSystemFactAttribute()
        {
            if (!Systems.Contains(RuntimeInformation.RuntimeIdentifier))
                Skip = $"No code is compiled ahead for {RuntimeInformation.RuntimeIdentifier}.";
        }
    }
}
