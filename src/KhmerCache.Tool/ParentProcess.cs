using System.Diagnostics;

namespace KhmerCache.Tool;

/// <summary>The build that a worker works for. A build that is killed has no time to end its worker, which would go on for nobody.</summary>
internal static class ParentProcess
{
    /// <summary>How long work may take to end in good order; it looks up every few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Cancels the work when the process ends, or at once where it has ended already.</summary>
    /// <param name="id">The process.</param>
    /// <param name="work">The work.</param>
    public static void EndWith(int id, CancellationTokenSource work)
    {
        // Beside the work: asking for a process takes longer than what is done in most builds.
        var thread = new Thread(() =>
        {
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
