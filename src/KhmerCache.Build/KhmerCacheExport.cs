using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Writes the images that a project asks for, split by split, or what is known of the cache, in another form.</summary>
[MSBuildMultiThreadableTask]
public class KhmerCacheExport : KhmerCacheProjectTask
{
    /// <summary>The form, such as <c>info</c> or <c>files</c>.</summary>
    public string Format { get; set; } = "info";

    /// <summary>The file or folder to write, relative to the project.</summary>
    public string OutputPath { get; set; } = "";

    /// <inheritdoc/>
    protected override string Verb => "export";

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        if (string.IsNullOrWhiteSpace(OutputPath))
        {
            Worker.Error(BuildCodes.Configuration, "Nothing says where to export to. Set the property KhmerCacheExportOutput, for example -p:KhmerCacheExportOutput=cache_info.json.");
        }

        return base.ValidateParameters();
    }

    private protected override void AddArguments(WorkerArguments arguments)
    {
        AddProject(arguments);
        arguments.AddOption("--format", Format);
        arguments.AddOption("--output", Absolute(OutputPath));
    }
}
