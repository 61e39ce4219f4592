using System.Diagnostics;

namespace KhmerCache.Tool;

/// <summary>The build that a worker works for. A build that is killed has no time to end its worker, which would go on for nobody.</summary>
internal static class ParentProcess
{
    /// <summary>How long work may take to end in good order; it looks up every few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>When it is first looked for: most builds are over by then, and loading what looks for a process takes a part of the time that they have.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    /// <summary>Cancels the work soon after the process has ended.</summary>
    /// <param name="id">The process.</param>
    /// <param name="work">The work.</param>
    public static void EndWith(int id, CancellationTokenSource work)
    {
        var thread = new Thread(() =>
        {
            Thread.Sleep(FirstLook);
            try
            {
                using var parent = Process.GetProcessById(id);
                parent.WaitForExit();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It has ended.
            }

            try
            {
                work.Cancel();
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            Thread.Sleep(Patience);
            Environment.Exit(ExitCode.Cancelled);
        })
        {
            IsBackground = true,
            Name = "parent",
        };
        thread.Start();
    }
}
