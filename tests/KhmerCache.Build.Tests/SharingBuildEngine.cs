using System.Collections;
using Microsoft.Build.Framework;

namespace KhmerCache.Build.Tests;

/// <summary>An engine that has few processors to spare.</summary>
/// <param name="spare">How many.</param>
internal sealed class SharingBuildEngine(int spare) : RecordingBuildEngine, IBuildEngine9
{
    /// <summary>What was asked for, and with a minus what was given back.</summary>
    public List<int> Asked { get; } = [];

    public bool AllowFailureWithoutError { get; set; }

    public bool IsRunningMultipleNodes => true;

    public int RequestCores(int requestedCores)
    {
        Asked.Add(requestedCores);
        return Math.Min(spare, requestedCores);
    }

    public void ReleaseCores(int coresToRelease) => Asked.Add(-coresToRelease);

    public bool ShouldTreatWarningAsError(string warningCode) => false;

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => new Dictionary<string, string>();

    public void LogTelemetry(string eventName, IDictionary<string, string> properties)
    {
    }

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) => throw new NotSupportedException();

    public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void Yield() => throw new NotSupportedException();

    public void Reacquire() => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) =>
        throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames,
        string[] targetNames,
        IDictionary[] globalProperties,
        IDictionary[] targetOutputsPerProject,
        string[] toolsVersion,
        bool useResultsCache,
        bool unloadProjectsOnCompletion) => throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames,
        string[] targetNames,
        IDictionary[] globalProperties,
        IList<string>[] removeGlobalProperties,
        string[] toolsVersion,
        bool returnTargetOutputs) => throw new NotSupportedException();
}
