using KhmerCache.Generators.Classes;
using KhmerCache.Generators.Inputs;
using KhmerCache.Generators.UserCode;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators;

/// <summary>
/// Emits <c>KhmerFonts</c>, <c>KhmerSplits</c>, <c>KhmerCacheInfo</c> and <c>KhmerVocabulary</c> from the files that the build, the worker and the lock
/// leave for it, so that a misspelt font or split is a compile error. It reads nothing else: no corpus, no font, no cache.
/// </summary>
/// <remarks>
/// An editor runs it with every key stroke. What passes from step to step is therefore made of values that compare as such, and nothing of a
/// compilation but a yes or no: where a step comes to the same result as before, no step after it runs.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class DescriptorGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads the descriptor file of the build.</summary>
    internal const string DescriptorsStep = "Descriptors";

    /// <summary>The step that reads what the worker found in fonts and corpora.</summary>
    internal const string ContentsStep = "Contents";

    /// <summary>The step that reads the lock.</summary>
    internal const string LockStep = "Lock";

    /// <summary>The step that looks whether the project can use the types of KhmerCache.</summary>
    internal const string LibraryStep = "Library";

    /// <summary>The step that looks whether the language is too old.</summary>
    internal const string LanguageStep = "Language";

    /// <summary>The step that finds types of the project that are named as generated classes are.</summary>
    internal const string DeclaredTypesStep = "DeclaredTypes";

    /// <summary>The step that sums up what these types mean for the generated classes.</summary>
    internal const string OwnTypesStep = "OwnTypes";

    /// <summary>The step that finds uses of classes that are not there.</summary>
    internal const string UnknownNamesStep = "UnknownNames";

    /// <summary>The step that decides whether anything is emitted, and where.</summary>
    internal const string ProjectStep = "Project";

    /// <summary>The step before <c>KhmerFonts</c>.</summary>
    internal const string FontsStep = "Fonts";

    /// <summary>The step before <c>KhmerSplits</c>.</summary>
    internal const string SplitsStep = "Splits";

    /// <summary>The step before <c>KhmerCacheInfo</c>.</summary>
    internal const string InfoStep = "Info";

    /// <summary>The step before <c>KhmerVocabulary</c>.</summary>
    internal const string VocabularyStep = "Vocabulary";

    /// <summary>The step before KHC5101.</summary>
    internal const string TypesInTheWayStep = "TypesInTheWay";

    /// <summary>The step before KHC5102.</summary>
    internal const string OldLanguageStep = "OldLanguage";

    /// <summary>The step before KHC5103.</summary>
    internal const string LibraryMissingStep = "LibraryMissing";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var descriptors = Read(context, DescriptorFile.FileName, DescriptorFile.Parse, DescriptorsStep);
        var contents = Read(context, ContentsFile.FileName, ContentsFile.Parse, ContentsStep);
        var lockFile = Read(context, LockFile.FileName, LockFile.Parse, LockStep);
        var hasLibrary = context.CompilationProvider
            .Select(static (compilation, _) => Library.IsReferencedBy(compilation))
            .WithTrackingName(LibraryStep);
        var tooOld = context.ParseOptionsProvider
            .Select(static (options, _) => Language.TooOld(options))
            .WithTrackingName(LanguageStep);
        var declaredTypes = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => DeclaredType.IsDeclaredBy(node), static (found, _) => DeclaredType.From(found.Node))
            .WithTrackingName(DeclaredTypesStep);
        var unknownNames = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => UnknownName.IsUsedBy(node), UnknownName.From)
            .Where(static use => use is not null)
            .Select(static (use, _) => use!)
            .WithTrackingName(UnknownNamesStep);

        var ownTypes = declaredTypes.Collect().Combine(descriptors)
            .Select(static (pair, _) => pair.Right is null ? null : OwnTypes.From(pair.Left, Project.NamespaceOf(pair.Right)))
            .WithTrackingName(OwnTypesStep);
        var project = descriptors.Combine(ownTypes).Combine(hasLibrary).Combine(tooOld)
            .Select(static (all, _) => all is (((not null, not null), _), null) ? new Project(all.Left.Left.Left, all.Left.Left.Right, all.Left.Right) : null)
            .WithTrackingName(ProjectStep);

        var fonts = project.Combine(contents)
            .Select(static (pair, _) => pair.Left?.PlaceOf(ClassNames.Fonts) is { } place ? FontsModel.From(pair.Left.File, pair.Right, place, pair.Left.Files) : null)
            .WithTrackingName(FontsStep);
        var splits = project
            .Select(static (project, _) => project?.PlaceOf(ClassNames.Splits) is { } place ? SplitsModel.From(project.File, place, project.Files) : null)
            .WithTrackingName(SplitsStep);
        var info = project.Combine(lockFile)
            .Select(static (pair, _) => pair.Left?.PlaceOf(ClassNames.Info) is { } place ? InfoModel.From(pair.Left.File, pair.Right, place) : null)
            .WithTrackingName(InfoStep);
        var vocabulary = project.Combine(contents)
            .Select(static (pair, _) => pair.Left?.PlaceOf(ClassNames.Vocabulary) is { } place ? VocabularyModel.From(pair.Right, place, pair.Left.HasLibrary) : null)
            .WithTrackingName(VocabularyStep);

        var typesInTheWay = declaredTypes.Combine(project)
            .Where(static pair => pair.Right?.IsBlockedBy(pair.Left) is true)
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(TypesInTheWayStep);
        var oldLanguage = tooOld.Combine(descriptors)
            .Select(static (pair, _) => pair.Right is null ? null : pair.Left)
            .WithTrackingName(OldLanguageStep);
        var libraryMissing = unknownNames.Collect().Combine(project)
            .Select(static (pair, _) => pair.Right is { HasLibrary: false } project ? UnknownName.FirstOf(pair.Left, Project.NamespaceOf(project.File)) : null)
            .WithTrackingName(LibraryMissingStep);

        context.RegisterSourceOutput(fonts, static (output, model) => Add(output, ClassNames.Fonts, model, FontsEmitter.Emit));
        context.RegisterSourceOutput(splits, static (output, model) => Add(output, ClassNames.Splits, model, SplitsEmitter.Emit));
        context.RegisterSourceOutput(info, static (output, model) => Add(output, ClassNames.Info, model, InfoEmitter.Emit));
        context.RegisterSourceOutput(vocabulary, static (output, model) => Add(output, ClassNames.Vocabulary, model, VocabularyEmitter.Emit));
        context.RegisterSourceOutput(typesInTheWay, static (output, type) => Report(output, Rules.TypeInTheWay, type.Location.ToLocation(), type.Name));
        context.RegisterSourceOutput(oldLanguage, static (output, version) => Report(output, Rules.OldLanguage, Location.None, version));
        context.RegisterSourceOutput(libraryMissing, static (output, use) => Report(output, Rules.LibraryMissing, use?.Location.ToLocation(), use?.Name));
    }

    /// <summary>The file whose name ends so, as <paramref name="parse"/> reads it; null where there is none that it can read.</summary>
    private static IncrementalValueProvider<T?> Read<T>(IncrementalGeneratorInitializationContext context, string fileName, Func<string, T?> parse, string step)
        where T : class, IEquatable<T> => context.AdditionalTextsProvider
            .Where(file => Path.GetFileName(file.Path).EndsWith(fileName, StringComparison.Ordinal))
            .Select((file, cancellation) => parse(file.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(step)
            .Collect()
            .Select(static (files, _) => files.FirstOrDefault(static file => file is not null));

    private static void Add<T>(SourceProductionContext output, string className, T? model, Func<T, SourceText> emit)
        where T : class
    {
        if (model is not null)
        {
            output.AddSource(className + ".g.cs", emit(model));
        }
    }

    /// <summary>Reports a problem, if there is one: <paramref name="subject"/> is what it is about.</summary>
    private static void Report(SourceProductionContext output, DiagnosticDescriptor rule, Location? location, string? subject)
    {
        if (subject is not null)
        {
            output.ReportDiagnostic(Diagnostic.Create(rule, location, subject));
        }
    }
}
