using System.Runtime.CompilerServices;

namespace KhmerCache.Tool.Tests;

/// <summary>Tests leave nothing in the folders of whoever runs them.</summary>
internal static class NoTraces
{
    [ModuleInitializer]
    internal static void KeepNoRuns() => Environment.SetEnvironmentVariable("KHMERCACHE_STATE_DIR", "");
}
