using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators.Tests;

/// <summary>A project in memory and the generator that runs in it, as often as wanted.</summary>
internal sealed class Generation
{
    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The oldest language that knows nullable references, and XML comments as a project with documentation compiles them.</summary>
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp8, DocumentationMode.Diagnose);

    private GeneratorDriver _driver;
    private DescriptorText _descriptors;
    private CSharpCompilation _compilation;

    public Generation(DescriptorText descriptors, string userCode = "", bool hasLibrary = true)
    {
        _descriptors = descriptors;
        _compilation = CSharpCompilation.Create(
            "Consumer",
            [CSharpSyntaxTree.ParseText(userCode, ParseOptions, "User.cs")],
            hasLibrary ? [.. Framework, MetadataReference.CreateFromFile(typeof(FontDescriptor).Assembly.Location)] : Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999));
        _driver = CSharpGeneratorDriver.Create(
            [new DescriptorGenerator().AsSourceGenerator()],
            [descriptors],
            ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>The generated text of a class, with the generator's version taken out; null where it was not generated.</summary>
    public string? this[string className] => Run().GeneratedSources
        .Where(source => source.HintName == className + ".g.cs")
        .Select(source => source.SourceText.ToString().Replace($"\"{typeof(DescriptorGenerator).Assembly.GetName().Version!.ToString(3)}\"", "\"VERSION\"", StringComparison.Ordinal))
        .SingleOrDefault();

    /// <summary>Compiles the user's code with what is generated, with warnings as errors, and loads it.</summary>
    public Assembly Load()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        using var stream = new MemoryStream();
        Assert.Empty(output.Emit(stream).Diagnostics);
        return Assembly.Load(stream.ToArray());
    }

    /// <summary>Runs after an edit in the user's code and says how each step got its result.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason[]> AfterEditOfUserCode(string userCode)
    {
        Run();
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Single(), CSharpSyntaxTree.ParseText(userCode, ParseOptions, "User.cs"));
        return Reasons(Run());
    }

    /// <summary>Runs after a change of the descriptor file and says how each step got its result.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason[]> AfterChangeOf(DescriptorText changed)
    {
        Run();
        _driver = _driver.ReplaceAdditionalText(_descriptors, changed);
        _descriptors = changed;
        return Reasons(Run());
    }

    private static Dictionary<string, IncrementalStepRunReason[]> Reasons(GeneratorRunResult result) =>
        result.TrackedSteps.Concat(result.TrackedOutputSteps.Select(step => KeyValuePair.Create("Output of " + step.Key, step.Value)))
            .Where(step => step.Key is DescriptorGenerator.DescriptorsStep or DescriptorGenerator.LibraryStep or DescriptorGenerator.FontsStep
                or DescriptorGenerator.SplitsStep or DescriptorGenerator.InfoStep || step.Key.StartsWith("Output", StringComparison.Ordinal))
            .ToDictionary(step => step.Key, step => step.Value.SelectMany(run => run.Outputs).Select(output => output.Reason).ToArray());

    private GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        var result = Assert.Single(_driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return result;
    }
}
