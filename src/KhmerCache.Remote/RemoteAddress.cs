using System.Collections.Specialized;
using System.Web;

namespace KhmerCache.Remote;

/// <summary>
/// Where a remote cache is: <c>s3://bucket/prefix</c>, <c>az://account/container/prefix</c> or <c>file:///mnt/share/prefix</c>.
/// An address never holds a credential; those come by the chains of the stores' own clients.
/// </summary>
public sealed record RemoteAddress
{
    private RemoteAddress(RemoteScheme scheme, string account, string container, string prefix, IReadOnlyDictionary<string, string> settings) =>
        (Scheme, Account, Container, Prefix, Settings) = (scheme, account, container, prefix, settings);

    /// <summary>Which kind of store.</summary>
    public RemoteScheme Scheme { get; }

    /// <summary>The storage account of <c>az://</c>; empty for others.</summary>
    public string Account { get; }

    /// <summary>The bucket, the container, or the folder as a full path.</summary>
    public string Container { get; }

    /// <summary>What all names of objects begin with: empty, or with <c>/</c> at its end. Empty for folders.</summary>
    public string Prefix { get; }

    /// <summary>What the query says: <c>endpoint</c> (<c>http://host:port</c>), <c>region</c>, <c>path_style</c> (<c>true</c> or <c>false</c>).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="KhmerCacheException">It is none, or has something in it that an address does not have, such as a password; the message says what.</exception>
    public static RemoteAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw Wrong(text, "it is no address");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Wrong(text, "it has a user or a password in it; credentials are found by the store's own client (environment, profile, role)");
        }

        if (uri.Fragment.Length > 0)
        {
            throw Wrong(text, "what follows '#' would be lost; a '#' in a name is written %23");
        }

        if (!uri.IsDefaultPort)
        {
            throw Wrong(text, "it has a port; write where the store is behind it: ?endpoint=http://host:port");
        }

        var path = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        var settings = ReadQuery(text, HttpUtility.ParseQueryString(uri.Query));
        switch (uri.Scheme)
        {
            case "s3" when uri.Host.Length > 0:
                return new RemoteAddress(RemoteScheme.S3, "", uri.Host, PrefixOf(path), settings);
            case "az" when uri.Host.Length > 0 && path.Length > 0:
                var parts = path.Split('/', 2);
                return new RemoteAddress(RemoteScheme.Azure, uri.Host, parts[0], PrefixOf(parts.Length > 1 ? parts[1] : ""), settings);
            case "file" when uri.Host.Length > 0 && !OperatingSystem.IsWindows():
                throw Wrong(text, $"'{uri.Host}' stands where the name of a host does; a path begins with a third '/'");
            case "file" when uri.LocalPath.Length > 1:
                return new RemoteAddress(RemoteScheme.Folder, "", Path.GetFullPath(uri.LocalPath), "", settings);
            default:
                throw Wrong(text, "it is of another form");
        }
    }

    /// <summary>Whether a text has the form of an address, and not that of a path.</summary>
    public static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>The address of an object, as messages name it.</summary>
    public string Of(string name) => Scheme switch
    {
        RemoteScheme.S3 => $"s3://{Container}/{Prefix}{name}",
        RemoteScheme.Azure => $"az://{Account}/{Container}/{Prefix}{name}",
        _ => Path.Combine(Container, name.Replace('/', Path.DirectorySeparatorChar)),
    };

    /// <inheritdoc/>
    public override string ToString() => Of("").TrimEnd('/', Path.DirectorySeparatorChar);

    private static string PrefixOf(string path) => path.Length == 0 ? "" : path + "/";

    private static Dictionary<string, string> ReadQuery(string text, NameValueCollection query)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);

        // A part without '=' has no name.
        foreach (var name in query.AllKeys.Select(name => name ?? ""))
        {
            var value = query[name] ?? "";
            settings[name] = name switch
            {
                "endpoint" => IsEndpoint(value) ? value : throw Wrong(text, "its endpoint is none; write endpoint=http://host:port or https, without a user, a password and a query"),
                "region" => value.Length > 0 ? value : throw Wrong(text, "its region is empty"),
                "path_style" => value is "true" or "false" ? value : throw Wrong(text, "its path_style is neither true nor false"),
                _ => throw Wrong(text, $"its query has '{name}', which is none of endpoint, region and path_style"),
            };
        }

        return settings;
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0;

    // Whatever somebody has mistaken for an address may hold a credential, before an '@' or in a query.
    private static KhmerCacheException Wrong(string text, string why)
    {
        var shown = text.Split('?', '#')[0];
        var scheme = shown.IndexOf("://", StringComparison.Ordinal) is >= 0 and var end ? shown[..(end + 3)] : "";
        shown = shown.LastIndexOf('@') is >= 0 and var at ? $"{scheme}…{shown[at..]}" : shown;
        return new(DiagnosticCodes.Configuration, $"The remote '{shown}' can't be used: {why}. Write s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.");
    }
}
