using System.Globalization;
using KhmerCache.Tool.Exports;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>
/// An export has two levels of pages for each hundred thousand images, so that exports alone would not show whether a deeper tree is right. Here are as many small entries as make three
/// levels, among them values on both sides of each limit of the format.
/// </summary>
public sealed class DeepLmdb : IDisposable
{
    private const int Entries = 100_000;

    /// <summary>Two nodes fit in a page of 4,096 bytes: 2,038 bytes each, of which eight are the node's and 13 the key's.</summary>
    private const int LargestInPage = 2038 - 8 - 13;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Python_s_lmdb_reads_every_entry_and_writes_to_it()
    {
        var folder = Directory.CreateDirectory(_workspace.PathOf("deep")).FullName;
        using (var file = new LmdbFile(Path.Combine(folder, "data.mdb")))
        {
            for (var i = 0; i < Entries; i++)
            {
                var value = new byte[LengthOf(i)];
                for (var j = 0; j < value.Length; j++)
                {
                    value[j] = (byte)((31 * i) + j);
                }

                file.Add(string.Create(CultureInfo.InvariantCulture, $"key-{i:D9}"), value);
            }

            file.Complete();
        }

        var said = OtherReader.Run("read_deep_lmdb.py", [folder, Entries.ToString(CultureInfo.InvariantCulture)], "lmdb");

        Assert.Equal("depth 3", said.Trim());
    }

    // As read_deep_lmdb.py knows it.
    private static int LengthOf(int entry) => (entry % 10_000) switch
    {
        0 => LargestInPage,
        1 => LargestInPage + 1,
        2 => LargestInPage - 1,
        3 => 4096 - 16,
        4 => 4096 - 15,
        5 => 20_000,
        _ => entry % 50,
    };
}
