using System.Runtime.CompilerServices;
using Snapshooter;
using Snapshooter.Xunit;

namespace KhmerCache.Generators.Tests;

/// <summary>Compares text with a reviewed file in <c>__snapshots__</c>. The only place that knows the snapshot library.</summary>
internal static class Snapshots
{
    /// <summary>Fails where <paramref name="text"/> differs from the file of that name. A new file is written where none is, to be reviewed.</summary>
    public static void Match(string text, string name, [CallerFilePath] string testFile = "") =>
        Snapshot.Match(text, new SnapshotFullName(name + ".snap", Path.GetDirectoryName(testFile)!));
}
