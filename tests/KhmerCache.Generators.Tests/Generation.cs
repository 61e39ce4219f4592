using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Problem = Microsoft.CodeAnalysis.Diagnostic;

namespace KhmerCache.Generators.Tests;

/// <summary>A project in memory and the generator that runs in it, as often as wanted.</summary>
internal sealed class Generation(params InputFile[] files)
{
    /// <summary>What only Roslyn has a hand in: that the compilation is another one after an edit is so by nature.</summary>
    private static readonly string[] RoslynsOwnInputs =
    [
        WellKnownGeneratorInputs.AdditionalTexts, WellKnownGeneratorInputs.AnalyzerConfigOptions, WellKnownGeneratorInputs.Compilation,
        WellKnownGeneratorInputs.MetadataReferences, WellKnownGeneratorInputs.ParseOptions,
    ];

    private static readonly ImmutableArray<MetadataReference> Net10 =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ImmutableArray<MetadataReference> NetStandard20 =
        [MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "netstandard2.0", "netstandard.dll"))];

    private static readonly MetadataReference Library = MetadataReference.CreateFromFile(typeof(FontDescriptor).Assembly.Location);

    private readonly Dictionary<string, InputFile> _files = files.ToDictionary(file => file.Path);
    private GeneratorDriver? _driver;
    private CSharpCompilation? _compilation;

    /// <summary>The project's own code, which is the file User.cs.</summary>
    public string UserCode { get; init; } = "";

    public bool HasLibrary { get; init; } = true;

    public bool IsNetStandard20 { get; init; }

    /// <summary>By default the oldest language that knows nullable references.</summary>
    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp8;

    /// <summary>XML comments are compiled as in a project with documentation.</summary>
    private CSharpParseOptions ParseOptions => new(Language, DocumentationMode.Diagnose);

    /// <summary>The generated text of a class, with the generator's version taken out; null where it was not generated.</summary>
    public string? this[string className] => Run().GeneratedSources
        .Where(source => source.HintName == className + ".g.cs")
        .Select(source => source.SourceText.ToString().Replace($"\"{typeof(DescriptorGenerator).Assembly.GetName().Version!.ToString(3)}\"", "\"VERSION\"", StringComparison.Ordinal))
        .SingleOrDefault();

    /// <summary>Compiles the user's code with what is generated, with warnings as errors, and loads it.</summary>
    public Assembly Load()
    {
        using var stream = new MemoryStream();
        Assert.Empty(Compile(stream));
        return Assembly.Load(stream.ToArray());
    }

    /// <summary>All that the generator and the compiler find wrong, in the order of the code.</summary>
    public ImmutableArray<Problem> Errors() => [.. Compile(Stream.Null).OrderBy(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition)];

    /// <summary>What the generator's own steps came to, which Roslyn keeps until the next run.</summary>
    public IEnumerable<object> Kept()
    {
        var result = Run();
        return result.TrackedSteps.Where(step => !RoslynsOwnInputs.Contains(step.Key) && !result.TrackedOutputSteps.ContainsKey(step.Key))
            .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Value);
    }

    /// <summary>Runs after an edit in the user's code and says how each step got its result.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason[]> AfterEditOfUserCode(string userCode)
    {
        Run();
        _compilation = _compilation!.ReplaceSyntaxTree(_compilation.SyntaxTrees.Single(), Parse(userCode));
        return Reasons(Run());
    }

    /// <summary>Runs after a file was changed, or came to be, and says how each step got its result.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason[]> AfterChangeOf(InputFile changed)
    {
        Run();
        _driver = _files.TryGetValue(changed.Path, out var before) ? _driver!.ReplaceAdditionalText(before, changed) : _driver!.AddAdditionalTexts([changed]);
        _files[changed.Path] = changed;
        return Reasons(Run());
    }

    private static Dictionary<string, IncrementalStepRunReason[]> Reasons(GeneratorRunResult result) =>
        result.TrackedSteps.Concat(result.TrackedOutputSteps)
            .Where(step => !RoslynsOwnInputs.Contains(step.Key))
            .DistinctBy(step => step.Key)
            .ToDictionary(step => step.Key, step => step.Value.SelectMany(run => run.Outputs).Select(output => output.Reason).ToArray());

    private ImmutableArray<Problem> Compile(Stream stream)
    {
        Start();
        _driver = _driver!.RunGeneratorsAndUpdateCompilation(_compilation!, out var output, out var diagnostics);
        return [.. diagnostics, .. output.Emit(stream).Diagnostics];
    }

    private GeneratorRunResult Run()
    {
        Start();
        _driver = _driver!.RunGenerators(_compilation!);
        var result = Assert.Single(_driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return result;
    }

    private void Start()
    {
        var framework = IsNetStandard20 ? NetStandard20 : Net10;
        _compilation ??= CSharpCompilation.Create(
            "Consumer",
            [Parse(UserCode)],
            HasLibrary ? framework.Add(Library) : framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999));
        _driver ??= CSharpGeneratorDriver.Create(
            [new DescriptorGenerator().AsSourceGenerator()],
            _files.Values,
            ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    private SyntaxTree Parse(string userCode) => CSharpSyntaxTree.ParseText(userCode, ParseOptions, "User.cs");
}
