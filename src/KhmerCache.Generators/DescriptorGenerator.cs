using Microsoft.CodeAnalysis;

namespace KhmerCache.Generators;

/// <summary>
/// Emits <c>KhmerFonts</c>, <c>KhmerSplits</c> and <c>KhmerCacheInfo</c> from the descriptor file that the build writes, so that a misspelt
/// font or split is a compile error. It reads nothing else: no corpus, no font, no cache.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class DescriptorGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads the descriptor file.</summary>
    internal const string DescriptorsStep = "Descriptors";

    /// <summary>The step that looks whether the project can use the types of KhmerCache.</summary>
    internal const string LibraryStep = "Library";

    /// <summary>The step before <c>KhmerFonts</c>.</summary>
    internal const string FontsStep = "Fonts";

    /// <summary>The step before <c>KhmerSplits</c>.</summary>
    internal const string SplitsStep = "Splits";

    /// <summary>The step before <c>KhmerCacheInfo</c>.</summary>
    internal const string InfoStep = "Info";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var descriptors = context.AdditionalTextsProvider
            .Where(static file => Path.GetFileName(file.Path) == DescriptorFile.FileName)
            .Select(static (file, cancellation) => DescriptorFile.Parse(file.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(DescriptorsStep)
            .Where(static file => file is not null)
            .Select(static (file, _) => file!);

        // A project that only fills a cache has no use for descriptors whose types it does not reference.
        var hasLibrary = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName("KhmerCache.FontDescriptor") is not null)
            .WithTrackingName(LibraryStep);

        var fonts = descriptors.Combine(hasLibrary)
            .Where(static pair => pair.Right)
            .Select(static (pair, _) => FontsModel.From(pair.Left))
            .WithTrackingName(FontsStep);
        var splits = descriptors.Combine(hasLibrary)
            .Where(static pair => pair.Right)
            .Select(static (pair, _) => SplitsModel.From(pair.Left))
            .WithTrackingName(SplitsStep);
        var info = descriptors
            .Select(static (file, _) => InfoModel.From(file))
            .WithTrackingName(InfoStep);

        context.RegisterSourceOutput(fonts, static (output, model) => output.AddSource("KhmerFonts.g.cs", FontsEmitter.Emit(model)));
        context.RegisterSourceOutput(splits, static (output, model) => output.AddSource("KhmerSplits.g.cs", SplitsEmitter.Emit(model)));
        context.RegisterSourceOutput(info, static (output, model) => output.AddSource("KhmerCacheInfo.g.cs", InfoEmitter.Emit(model)));
    }
}
