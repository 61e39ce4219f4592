using KhmerCache.Remote;
using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Remotes;

/// <summary>A remote cache that a pregeneration begins with and, if it is told to, gives what it has made. A store that is down costs time, not images: a warning says so.</summary>
/// <param name="address">The remote cache.</param>
/// <param name="pushes">Whether it is given what it lacks.</param>
/// <param name="isRequired">Whether a store that is down is an error.</param>
/// <param name="pulling">Is told how far a pull has come.</param>
/// <param name="pushing">Is told how far a push has come.</param>
internal sealed class SharedRemote(RemoteAddress address, bool pushes, bool isRequired, IProgress<TransferProgress> pulling, IProgress<TransferProgress> pushing) : ISharedCache
{
    private IReadOnlySet<string> _damaged = new HashSet<string>();
    private bool _isDown;

    public SharedTransfer Pull(CacheFolder folder, PlanInputs inputs, Func<Recipe, bool> isOfPlan, CancellationToken cancellationToken) => Guard("What is missing is rendered here.", () =>
    {
        using var store = ObjectStores.Open(address);
        var pull = new RemotePull(store, folder, new TransferOptions(), pulling);
        var report = pull.RunAsync(SnapshotChoice.OfPlan(inputs.Inputs, isOfPlan), cancellationToken).GetAwaiter().GetResult();
        _damaged = report.Damaged;
        return new SharedTransfer(IsDone: true, report.Segments, report.Bytes, [.. report.Diagnostics.Select(diagnostic => Warn(diagnostic, "What it held is rendered here."))]);
    });

    public SharedTransfer? Push(CacheFolder folder, string? inputs, CancellationToken cancellationToken)
    {
        if (!pushes || _isDown)
        {
            // The pull has told of it.
            return pushes ? new SharedTransfer(IsDone: false, 0, 0, []) : null;
        }

        return Guard("Nothing was pushed; the next run does so.", () =>
        {
            using var store = ObjectStores.Open(address);
            var push = new RemotePush(store, folder, new TransferOptions { Damaged = _damaged }, pushing);
            var report = push.RunAsync(inputs, cancellationToken).GetAwaiter().GetResult();
            return new SharedTransfer(!report.HasErrors, report.Segments, report.Bytes, [.. report.Diagnostics.Select(diagnostic => Warn(diagnostic, ""))]);
        });
    }

    private SharedTransfer Guard(string outcome, Func<SharedTransfer> transfer)
    {
        try
        {
            return transfer();
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.RemoteNotUsable && !isRequired)
        {
            _isDown = true;
            return new SharedTransfer(IsDone: false, 0, 0, [Warn(exception.Diagnostic, outcome)]);
        }
    }

    private static Diagnostic Warn(Diagnostic diagnostic, string outcome) =>
        diagnostic with { Severity = DiagnosticSeverity.Warning, Message = $"{diagnostic.Message} {outcome}".TrimEnd() };
}
