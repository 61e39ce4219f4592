using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>Stands before a store that speaks S3, and gives answers that the store does not give itself; what it has no answer for goes to the store.</summary>
public sealed class FrontOfS3 : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly Uri _target;
    private readonly Func<HttpListenerRequest, (int Status, string Code)?> _answer;

    /// <summary>Listens on a free port.</summary>
    public FrontOfS3(Uri target, Func<HttpListenerRequest, (int Status, string Code)?> answer)
    {
        (_target, _answer) = (target, answer);
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = new Uri($"http://{free.LocalEndpoint}/");
        }

        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Whether a request puts something only if nothing is there.</summary>
    public static bool PutsIfAbsent(HttpListenerRequest request) => request.HttpMethod == "PUT" && request.Headers["If-None-Match"] == "*";

    /// <summary>An address of the store as an address of this.</summary>
    public string Of(string address) => address.Replace(_target.Authority, Endpoint.Authority, StringComparison.Ordinal);

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        if (_answer(context.Request) is var (status, code))
        {
            await context.Request.InputStream.CopyToAsync(Stream.Null);
            response.StatusCode = status;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>As it is told.</Message></Error>"));
            return;
        }

        using var passedOn = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(_target, context.Request.RawUrl));
        if (context.Request.HasEntityBody)
        {
            passedOn.Content = new StreamContent(context.Request.InputStream);
            passedOn.Content.Headers.ContentLength = context.Request.ContentLength64;
        }

        // With the host that it was signed for.
        foreach (var name in context.Request.Headers.AllKeys.Where(name => name is not ("Content-Length" or "Expect" or "Connection")))
        {
            passedOn.Headers.TryAddWithoutValidation(name!, context.Request.Headers[name]);
        }

        using var answer = await _client.SendAsync(passedOn);
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Content-Length" or "Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            response.Headers[name] = string.Join(',', values);
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        response.ContentLength64 = context.Request.HttpMethod == "HEAD" ? answer.Content.Headers.ContentLength ?? 0 : body.Length;
        await response.OutputStream.WriteAsync(body);
    }
}
