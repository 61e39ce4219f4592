using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KhmerCache.Build;

/// <summary>
/// Starts the worker (<c>dotnet exec KhmerCache.Tool.dll VERB @responsefile</c>) and passes on what it says. The work itself has native
/// libraries and takes minutes, so it has no place in the MSBuild process.
/// </summary>
public abstract class KhmerCacheTask : ToolTask
{
    private WorkerLog? _workerLog;

    /// <summary>The project that is built. Its folder is what relative paths and cache keys are relative to.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The worker's assembly, <c>KhmerCache.Tool.dll</c>.</summary>
    [Required]
    public string WorkerPath { get; set; } = "";

    /// <summary>The folder of the cache.</summary>
    [Required]
    public string CacheDirectory { get; set; } = "";

    /// <summary>Whether warnings are errors, but for those in <see cref="WarningsNotAsErrors"/>.</summary>
    public string? TreatWarningsAsErrors { get; set; }

    /// <summary>The codes of warnings that stay warnings.</summary>
    public string[] WarningsNotAsErrors { get; set; } = [];

    /// <summary>The codes of warnings that the project does not want; those of other programs are passed over.</summary>
    public string[] NoWarn { get; set; } = [];

    /// <summary>Where all that the worker wrote is kept, should it end without a reason.</summary>
    public string LogFile { get; set; } = "";

    /// <summary>The command of the worker.</summary>
    protected abstract string Verb { get; }

    /// <inheritdoc/>
    protected override string ToolName => DotNetHost.FileName;

    /// <summary>Without a byte order mark: the worker would take it for a part of the first token.</summary>
    protected override Encoding ResponseFileEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    /// <summary>Tells standard output from standard error in <see cref="LogEventsFromTextOutput"/>, which is given nothing else to tell them apart by.</summary>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <summary>See <see cref="StandardOutputLoggingImportance"/>.</summary>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Low;

    internal WorkerLog Worker => _workerLog ??= new WorkerLog(
        Log, ProjectFile, Policy, LogFile.Length > 0 ? Absolute(LogFile) : "");

    private protected WarningPolicy Policy => new(TreatWarningsAsErrors, WarningsNotAsErrors, NoWarn);

    private protected string ProjectDirectory => Path.GetDirectoryName(ProjectFile) ?? "";

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        if (!File.Exists(Absolute(WorkerPath)))
        {
            Worker.Error(
                BuildCodes.WorkerNotFound,
                $"The KhmerCache worker is not at '{WorkerPath}'. Delete the KhmerCache.Build folder from the NuGet package folder and restore again, or correct the property KhmerCacheToolPath.");
        }

        if (FindHost() is null)
        {
            Worker.Error(
                BuildCodes.HostNotFound,
                $"There is no '{DotNetHost.FileName}' to run the KhmerCache worker with: DOTNET_HOST_PATH names none, and no folder of PATH has one. Install the .NET SDK, version 10 or later, or add its folder to PATH.");
        }

        foreach (var path in new[] { Absolute(CacheDirectory), ProjectDirectory }.Where(path => !WorkerArguments.CanCarry(path)))
        {
            Worker.Error(BuildCodes.Configuration, $"The path '{path}' has a ';', a '\"' or a line break in it. Choose another one.");
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => FindHost() ?? DotNetHost.FileName;

    /// <inheritdoc/>
    protected override string GetWorkingDirectory() => ProjectDirectory;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var commandLine = new CommandLineBuilder();
        commandLine.AppendSwitch("exec");
        commandLine.AppendFileNameIfNotNull(Absolute(WorkerPath));
        commandLine.AppendSwitch(Verb);
        return commandLine.ToString();
    }

    /// <inheritdoc/>
    protected override string GenerateResponseFileCommands()
    {
        var arguments = new WorkerArguments();
        arguments.AddFlag("--events");
        using (var build = Process.GetCurrentProcess())
        {
            // Should this process be killed, nobody else would end the worker.
            arguments.AddOption("--parent", build.Id.ToString(CultureInfo.InvariantCulture));
        }

        arguments.AddOption("--cache-dir", Absolute(CacheDirectory).TrimEnd(Path.DirectorySeparatorChar));
        AddArguments(arguments);
        return arguments.ToString();
    }

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Low, message);

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (messageImportance == StandardOutputLoggingImportance)
        {
            Worker.Output(singleLine);
        }
        else
        {
            Worker.Text(singleLine);
        }
    }

    /// <summary>Always false: the worker failed. It adds the one error that says so, unless the worker has explained itself.</summary>
    protected override bool HandleTaskExecutionErrors()
    {
        // -1 is what ToolTask makes of an exit code of 0 after a logged error; 1 to 3 are the worker's own.
        var isExplained = Log.HasLoggedErrors && ExitCode is -1 or (>= 1 and <= 3);
        if (!isExplained)
        {
            Worker.UnexplainedExit(Verb, ExitCode);
        }

        return false;
    }

    /// <summary>The program that runs the worker; null where there is none.</summary>
    private protected virtual string? FindHost() => DotNetHost.Find(Environment.GetEnvironmentVariable, File.Exists);

    /// <summary>Adds what the verb needs beyond the folder of the cache.</summary>
    private protected abstract void AddArguments(WorkerArguments arguments);

    /// <summary>The path as the worker gets it: never relative to the current folder, which in MSBuild is anybody's.</summary>
    private protected string Absolute(string path) => Path.GetFullPath(Path.Combine(ProjectDirectory, path));

    private protected void AddProjectDirectory(WorkerArguments arguments) => arguments.AddOption("--project-directory", ProjectDirectory);
}
