using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>A port that nobody listens on, or somebody who takes connections and says nothing, or always the same.</summary>
public sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _connections = [];

    /// <summary>Takes a port.</summary>
    public SilentServer(bool listens, string? answer = null)
    {
        _listener.Start();
        Endpoint = new Uri($"http://{_listener.LocalEndpoint}");
        if (listens)
        {
            _ = AcceptAsync(answer);
        }
        else
        {
            _listener.Stop();
        }
    }

    /// <summary>Where it is.</summary>
    public Uri Endpoint { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _connections.ForEach(connection => connection.Dispose());
    }

    private async Task AcceptAsync(string? answer)
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptSocketAsync();
                _connections.Add(connection);
                if (answer is not null)
                {
                    await connection.SendAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }
}
