namespace KhmerCache.Packages.Tests;

/// <summary>A project as a user has it: outside the repository, with the packages from a feed, two fonts, three lines to train from and two to validate.</summary>
internal sealed class UserProject
{
    public const string Code = """
        foreach (var font in KhmerFonts.All) Console.WriteLine($"{font.Name}|{font.Path}|{File.Exists(font.FilePath)}");
        foreach (var split in KhmerSplits.All) Console.WriteLine($"{split.Name}|{split.Files.Length}|{File.Exists(split.Files[0])}");
        Console.WriteLine($"{KhmerFonts.KhmerOS.Name}|{KhmerSplits.Train.Name}|{KhmerCacheInfo.ImageHeight}|{Directory.Exists(KhmerCacheInfo.Directory)}");
        """;

    /// <summary>Every image that the project asks for: three lines in both fonts, two lines in one font each.</summary>
    public const int Images = 8;

    private const string Properties = "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>";

    private const string Corpora = """
        <KhmerCorpus Include="corpus/train*.txt" Split="train" />
        <KhmerCorpus Include="corpus/val.txt" Split="val" />
        """;

    private readonly PackedPackages _packages;

    public UserProject(PackedPackages packages, string properties = Properties, string corpora = Corpora, bool hasLibrary = true, string name = "App.csproj", string? folder = null)
    {
        _packages = packages;
        Folder = folder is null ? packages.NewProjectFolder() : Directory.CreateDirectory(folder).FullName;
        Write(
            name,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RootNamespace></RootNamespace>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="KhmerCache.Build" Version="{packages.Version}" PrivateAssets="all" />
                {(hasLibrary ? $"""<PackageReference Include="KhmerCache" Version="{packages.Version}" />""" : "")}
                <KhmerFont Include="fonts/*.ttf" />
                {corpora}
              </ItemGroup>
              <Target Name="TellNumbers" AfterTargets="KhmerCachePregenerate">
                <Message Importance="high" Text="[planned=$(KhmerCachePlanned) rendered=$(KhmerCacheRendered)]" />
              </Target>
            </Project>
            """);
        if (name.EndsWith(".csproj", StringComparison.Ordinal))
        {
            Write("Program.cs", Code);
        }

        Write("corpus/train.txt", "សេចក្ដីប្រកាសជាសកលស្ដីពីសិទ្ធិមនុស្ស\nមនុស្សទាំងអស់កើតមកមានសេរីភាព\nនិងភាពស្មើៗគ្នា\n");
        Write("corpus/val.txt", "ក្នុងសិទ្ធិ និងសេចក្ដីថ្លៃថ្នូរ\nមនុស្សម្នាក់ៗមានសិទ្ធិរស់រានមានជីវិត\n");
        foreach (var font in new[] { "KhmerOS.ttf", "KhmerOSsiemreap.ttf" })
        {
            Directory.CreateDirectory(PathOf("fonts"));
            File.Copy(Path.Combine(PackedPackages.Repository, "fonts", "khmeros", font), PathOf("fonts/" + font));
        }
    }

    public string Folder { get; }

    /// <summary>What a build says that asked for all images and rendered as many.</summary>
    public static string Numbers(int planned, int rendered) => $"[planned={planned} rendered={rendered}]";

    /// <summary>What a build says that skipped the work.</summary>
    public static string NoNumbers => "[planned= rendered=]";

    public string PathOf(string path) => Path.Combine(Folder, path);

    public bool HasCache => File.Exists(PathOf("data/synthetic/cache_index.json"));

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public void Append(string path, string text) => File.AppendAllText(PathOf(path), text);

    /// <summary><c>dotnet build</c> in one process, which is the fastest for one project.</summary>
    public Outcome Build(params string[] arguments) => DotNet.Run(Folder, _packages.PackageFolder, ["build", "-m:1", "-tl:off", .. arguments]);

    /// <summary>A build that goes on beside the test.</summary>
    public RunningDotNet StartBuild(params string[] arguments) => DotNet.Start(Folder, _packages.PackageFolder, ["build", "-m:1", "-tl:off", .. arguments]);

    /// <summary>Any other command of the SDK.</summary>
    public Outcome Do(params string[] arguments) => DotNet.Run(Folder, _packages.PackageFolder, arguments);

    /// <summary>Another program, that starts the SDK.</summary>
    public Outcome Shell(string program, params string[] arguments)
    {
        using var running = DotNet.StartOther(Folder, _packages.PackageFolder, program, arguments);
        return running.WaitForEnd();
    }

    /// <summary>A build after the first one: packages are restored already.</summary>
    public Outcome BuildAgain(params string[] arguments) => Build(["--no-restore", .. arguments]);

    public Outcome Clean() => Do("clean", "-tl:off");

    /// <summary>Runs the program that was built.</summary>
    public Outcome Run() => DotNet.Run(Folder, _packages.PackageFolder, "exec", PathOf("bin/Debug/net10.0/App.dll"));
}
