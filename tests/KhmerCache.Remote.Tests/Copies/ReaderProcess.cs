using System.Diagnostics;
using System.Reflection;
using KhmerCache.Remote.Copies;
using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>
/// A process that reads a remote cache by a copy: this assembly, started as a program with <c>read</c> as its first argument. It tells a line of each object that it has fetched (<c>fetched NAME</c>), then of what it has seen
/// (<c>seen DIGEST</c>). Told to be stuck, it tells <c>stuck</c> in the middle of its first segment of lines, and waits to be killed.
/// </summary>
internal static class ReaderProcess
{
    public static int Run(string[] arguments)
    {
        if (arguments is not [var remote, var directory, var corpus, var limit, var isStuck])
        {
            return 2;
        }

        var store = new GatedStore(new FolderStore(RemoteAddress.Parse(remote)))
        {
            IsHeld = name => isStuck == "stuck" && name.Contains("/lines/", StringComparison.Ordinal),
            OnRead = name => Console.WriteLine(isStuck == "stuck" && name.Contains("/lines/", StringComparison.Ordinal) ? "stuck" : $"fetched {name}"),
        };
        using var cache = RemoteCopyOpener.Open(store, directory, new RemoteCacheOptions { MaxLocalBytes = long.Parse(limit, System.Globalization.CultureInfo.InvariantCulture), Jobs = 3 });
        Console.WriteLine($"seen {DigestOf(cache, File.ReadAllLines(corpus))}");
        return 0;
    }

    /// <summary>The digest of all pictures of a corpus.</summary>
    public static string DigestOf(ImageCache cache, IEnumerable<string> texts)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            foreach (var font in RemoteCorpus.Fonts)
            {
                hash.AppendData(cache.GetImage(text, font, KhmerCache.Tests.SmallCache.ImageHeight).Pixels);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Starts one.</summary>
    public static Process Start(string remote, string directory, string corpus, long limit = 0, bool isStuck = false)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", Assembly.GetExecutingAssembly().Location, "read", remote, directory, corpus, limit.ToString(System.Globalization.CultureInfo.InvariantCulture), isStuck ? "stuck" : "free" })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
