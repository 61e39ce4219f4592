namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public class Cancelling(PackedPackages packages)
{
    /// <summary>Several segments in two fonts, so that the first one is there long before the last.</summary>
    private const int Lines = 240_000;

    [SkippableFact]
    public void A_build_that_is_interrupted_ends_its_worker_and_leaves_a_sound_cache_to_go_on_from()
    {
        Skip.If(OperatingSystem.IsWindows(), "Nobody can press Ctrl+C in another process's console.");
        Skip.If(IgnoresInterrupts, "These tests were started so that they ignore Ctrl+C, as what a script starts with '&' does, and so would the build that they start. Start them in the foreground.");
        var project = new UserProject(packages);
        project.Write("corpus/train.txt", string.Concat(Enumerable.Range(0, Lines).Select(line => $"សេចក្ដីប្រកាសជាសកល {line} ភាសាខ្មែរ {line * 7919 % 100_003}\n")));
        project.Do("restore").Succeeded();

        using (var build = project.StartBuild("--no-restore", "-v:n", "-p:KhmerCacheLint=false"))
        {
            while (build.IsRunning && !HasSegments(project))
            {
                Thread.Sleep(5);
            }

            build.Interrupt();
            build.WaitForEnd().Failed().DoesNotSay("KHC5001").DoesNotSay("images planned");
        }

        Assert.Empty(WorkersOf(project));
        var next = project.BuildAgain("-p:KhmerCacheLint=false").Succeeded().Output;
        Assert.Contains($"[planned={(2 * Lines) + 2} rendered=", next, StringComparison.Ordinal);
        Assert.DoesNotContain(UserProject.Numbers((2 * Lines) + 2, (2 * Lines) + 2), next, StringComparison.Ordinal);
        project.BuildAgain("-t:KhmerCacheValidate").Succeeded();
        Assert.Empty(Directory.GetFiles(project.PathOf("data"), "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>SIGINT, the second signal, among those that a process ignores and hands on to those that it starts; only Linux tells.</summary>
    private static bool IgnoresInterrupts => File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 0b10) != 0;

    /// <summary>As where CI gives a build up, or <c>timeout</c> ends it: MSBuild has no time to end its worker.</summary>
    [SkippableFact]
    public void A_build_that_is_killed_takes_its_worker_with_it()
    {
        Skip.IfNot(Directory.Exists("/proc"), "Which processes there are is read from Linux's /proc.");
        var project = new UserProject(packages);
        project.Write("corpus/train.txt", string.Concat(Enumerable.Range(0, 5 * Lines).Select(line => $"សេចក្ដីប្រកាសជាសកល {line} ភាសាខ្មែរ {line * 7919 % 100_003}\n")));
        project.Do("restore").Succeeded();

        using var build = project.StartBuild("--no-restore", "-p:KhmerCacheLint=false");
        while (build.IsRunning && !WorkersOf(project).Any())
        {
            Thread.Sleep(5);
        }

        build.Kill();
        build.WaitForEnd().Failed();

        // The worker looks up from what it is at; it would have been at it for half a minute.
        for (var look = 0; look < 500 && WorkersOf(project).Any(); look++)
        {
            Thread.Sleep(20);
        }

        Assert.Empty(WorkersOf(project));
    }

    private static bool HasSegments(UserProject project) =>
        Directory.Exists(project.PathOf("data/synthetic/segments/lines")) && Directory.EnumerateFiles(project.PathOf("data/synthetic/segments/lines"), "*.arrow").Any();

    /// <summary>The processes that have the project's cache on their command line or in their response file; Linux tells.</summary>
    private static IEnumerable<string> WorkersOf(UserProject project) =>
        Directory.Exists("/proc")
            ? Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Where(process => IsWorkerIn(process, project.Folder))
            : [];

    private static bool IsWorkerIn(string process, string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains("KhmerCache.Tool.dll", StringComparison.Ordinal)
                && File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName == folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
