using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KhmerCache.Build.Tests;

/// <summary>The real task with a worker that only says and returns what a test wants.</summary>
internal sealed class FakePregenerate : KhmerCachePregenerate
{
    public static readonly string Folder = Path.Combine(Path.GetTempPath(), "a project");

    public FakePregenerate()
    {
        ProjectFile = Path.Combine(Folder, "OCR.csproj");
        WorkerPath = typeof(FakePregenerate).Assembly.Location;
        CacheDirectory = "data/synthetic/";
        Corpora = [Corpus("corpus/train.txt", "train")];
        Fonts = [new TaskItem("fonts/KhmerOS.ttf")];
    }

    public RecordingBuildEngine Engine { get; init; } = new();

    /// <summary>Lines on standard output, JSON or not.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Lines on standard error.</summary>
    public IReadOnlyList<string> Grumbles { get; init; } = [];

    public int Exits { get; init; }

    /// <summary>Whether this machine has a program that could run the worker.</summary>
    public bool HasHost { get; init; } = true;

    public bool WasStarted { get; private set; }

    public override bool Execute()
    {
        BuildEngine = Engine;
        return base.Execute();
    }

    public string CommandLine { get; private set; } = "";

    public string[] ResponseFile { get; private set; } = [];

    public BuildErrorEventArgs OnlyError => Assert.Single(Engine.Errors);

    public static TaskItem Corpus(string path, string? split)
    {
        var item = new TaskItem(path);
        if (split is not null)
        {
            item.SetMetadata("Split", split);
        }

        return item;
    }

    /// <summary>The path as the worker should get it.</summary>
    public static string InProject(string path) => Path.GetFullPath(Path.Combine(Folder, path));

    private protected override string? FindHost() => HasHost ? base.FindHost() : null;

    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        WasStarted = true;
        CommandLine = commandLineCommands.Trim();
        ResponseFile = responseFileCommands.Split('\n');
        foreach (var line in Grumbles)
        {
            LogEventsFromTextOutput(line, StandardErrorLoggingImportance);
        }

        foreach (var line in Says)
        {
            LogEventsFromTextOutput(line, StandardOutputLoggingImportance);
        }

        return Exits == 0 && Log.HasLoggedErrors ? -1 : Exits;
    }
}
