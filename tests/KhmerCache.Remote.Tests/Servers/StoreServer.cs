using System.ComponentModel;
using System.Diagnostics;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>
/// A real store of objects on this machine, for the tests of a collection: <c>tests/cluster/store.mjs</c> runs it on a free port until its standard input
/// closes, which is also what happens if the tests are killed. Needs Node.js, and <c>npm ci</c> in <c>tests/cluster</c>; tests are skipped without.
/// </summary>
public abstract class StoreServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private readonly string _package;
    private Process? _process;
    private Task<string>? _errors;
    private int _places;

    /// <summary>A server that a package of npm brings.</summary>
    private protected StoreServer(string package) => _package = package;

    /// <summary>Why there is no server, for <c>Skip.If</c>; null if there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:34487</c>.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>The credentials, as variables for child processes; this process has them as well.</summary>
    public abstract IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Makes a bucket or container that nobody else has, and returns the address of a cache in it. Skips the test where there is no server.</summary>
    /// <param name="prefix">What follows the bucket in the address.</param>
    public async Task<string> NewAddressAsync(string prefix = "cache")
    {
        NeedServer();
        var name = NewName();
        await MakeAsync(name);
        return AddressOf(name, prefix);
    }

    /// <summary>The address of a bucket or container that does not exist.</summary>
    public string AddressOfNothing()
    {
        NeedServer();
        return AddressOf(NewName(), "cache");
    }

    public async Task InitializeAsync()
    {
        foreach (var (name, value) in Variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        var folder = Path.Combine(FindRepository(), "tests", "cluster");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", _package)))
        {
            Missing = $"npm's {_package} is not on this machine: npm ci in tests/cluster.";
            return;
        }

        try
        {
            var start = new ProcessStartInfo("node", ["store.mjs", _package]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in ServerVariables)
            {
                start.Environment[name] = value;
            }

            _process = Process.Start(start)!;
            _errors = _process.StandardError.ReadToEndAsync();
        }
        catch (Win32Exception)
        {
            Missing = "Node.js is not on this machine: apt-get install nodejs npm, and npm ci in tests/cluster.";
            return;
        }

        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit);
        Endpoint = new Uri(line ?? throw new InvalidOperationException($"{_package} ended before it listened: {LastWords()}"));
    }

    public async Task DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <summary>What the server itself is told by its environment.</summary>
    private protected virtual IReadOnlyDictionary<string, string> ServerVariables => new Dictionary<string, string>();

    /// <summary>Makes a bucket or container.</summary>
    private protected abstract Task MakeAsync(string name);

    /// <summary>The address of a prefix in a bucket or container.</summary>
    private protected abstract string AddressOf(string name, string prefix);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KhmerCache.Build.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }

    private void NeedServer()
    {
        Skip.If(Missing is not null, Missing);
        if (_process is { HasExited: true })
        {
            throw new InvalidOperationException($"{_package} has ended in a test before this one: {LastWords()}");
        }
    }

    // What it wrote to its standard error: the program that runs the tests shows none of it.
    private string LastWords()
    {
        _process!.WaitForExit();
        return $"exit code {_process.ExitCode}{Environment.NewLine}{_errors!.Result}";
    }

    private string NewName() => $"place-{Environment.ProcessId}-{Interlocked.Increment(ref _places)}";
}
