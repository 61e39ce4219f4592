using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests;

/// <summary>
/// Lists a store in a process of its own: <c>dotnet KhmerCache.Remote.Tests.dll ADDRESS</c> prints names, or why there are none, and then which clients of stores were loaded.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["read", .. var rest])
        {
            return Copies.ReaderProcess.Run(rest);
        }

        var failed = 0;
        try
        {
            using var store = ObjectStores.Open(RemoteAddress.Parse(arguments[0]));
            await foreach (var found in store.ListAsync("", default))
            {
                Console.WriteLine(found.Name);
            }
        }
        catch (KhmerCacheException exception)
        {
            Console.WriteLine(exception.Message);
            failed = 1;
        }

        var clients = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)
            .Where(name => name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Azure", StringComparison.Ordinal));
        Console.WriteLine("loaded: " + string.Join(' ', clients.Order(StringComparer.Ordinal)));
        return failed;
    }
}
