using System.CommandLine;
using KhmerCache.Remote;

namespace KhmerCache.Tool.Remotes;

/// <summary>The address that <c>--remote</c> names.</summary>
internal static class RemoteArgument
{
    /// <summary>Reads the address; null where the option is not given.</summary>
    /// <exception cref="KhmerCacheException">It is no address.</exception>
    public static RemoteAddress? Of(ParseResult result, Option<string?> option) => result.GetValue(option) switch
    {
        null => null,
        var text when string.IsNullOrWhiteSpace(text) => throw new KhmerCacheException(
            DiagnosticCodes.Configuration, $"{option.Name} is empty. Write s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix."),
        var text => RemoteAddress.Parse(text.Trim()),
    };
}
