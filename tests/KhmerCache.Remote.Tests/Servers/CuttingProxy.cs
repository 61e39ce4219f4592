using System.Net;
using System.Net.Sockets;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>A network that is not a good one, between a client and a server: it cuts the first connections that have carried so much one way, and passes the others on.</summary>
public sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private readonly long _downLimit;
    private readonly long _upLimit;
    private int _cutsLeft;
    private bool _stalls;

    private CuttingProxy(Uri target, int cuts, long downLimit, long upLimit)
    {
        (_target, _cutsLeft, _downLimit, _upLimit) = (target, cuts, downLimit, upLimit);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Whether a connection has come to stand still.</summary>
    public bool HasStalled { get; private set; }

    /// <summary>What is left to cut.</summary>
    public int CutsLeft => Math.Max(0, _cutsLeft);

    /// <summary>Cuts answers after so many bytes.</summary>
    public static CuttingProxy OfAnswers(Uri target, int cuts, long limit) => new(target, cuts, limit, long.MaxValue);

    /// <summary>Says nothing more on a connection after so many bytes of answers, and keeps it open.</summary>
    public static CuttingProxy ThatStalls(Uri target, long limit) => new(target, int.MaxValue, limit, long.MaxValue) { _stalls = true };

    /// <summary>Cuts requests after so many bytes.</summary>
    public static CuttingProxy OfRequests(Uri target, int cuts, long limit) => new(target, cuts, long.MaxValue, limit);

    /// <summary>An address of the target as an address of this.</summary>
    public string Of(string address) => address.Replace(_target.Authority, _listener.LocalEndpoint.ToString(), StringComparison.Ordinal);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(PumpAsync(client, server, _upLimit), PumpAsync(server, client, _downLimit));

            // Both sides learn of it at once, as when a cable is pulled.
            client.LingerState = new LingerOption(enable: true, 0);
            server.LingerState = new LingerOption(enable: true, 0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, long limit)
    {
        var buffer = new byte[64 * 1024];
        long passed = 0;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
                passed += read;
                if (passed >= limit && Interlocked.Decrement(ref _cutsLeft) >= 0)
                {
                    if (_stalls)
                    {
                        HasStalled = true;
                        await Task.Delay(Timeout.Infinite);
                    }

                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }
}
