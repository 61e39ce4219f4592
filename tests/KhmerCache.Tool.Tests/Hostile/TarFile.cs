using System.Text;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>A tar from its entries, whatever these are: headers have right checksums, and nothing else about them need be right.</summary>
internal sealed class TarFile
{
    private readonly List<(byte[] Header, byte[] Content)> _entries = [];

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="type">Its type: 0 is an ordinary file.</param>
    /// <param name="size">Its size as the header states it; the right one where it is null.</param>
    /// <param name="link">What it is a link to.</param>
    /// <param name="magic">How the header's format is named.</param>
    /// <param name="prefix">The first part of its name.</param>
    public TarFile Add(string name, byte[] content, char type = '0', string? size = null, string link = "", string magic = "ustar\000", string prefix = "")
    {
        var header = new byte[512];
        Put(0, name);
        Put(100, "0000644\00000000\00000000\0");
        Put(124, size ?? Convert.ToString(content.LongLength, 8).PadLeft(11, '0'));
        Put(136, "00000000000\0        ");
        Put(156, $"{type}{link}");
        Put(257, magic);
        Put(345, prefix);
        Put(148, Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        _entries.Add((header, content));
        return this;

        void Put(int place, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, place);
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="end">What stands behind the last entry.</param>
    public byte[] Write(byte[]? end = null) =>
        [.. _entries.SelectMany(entry => (byte[])[.. entry.Header, .. entry.Content, .. new byte[-entry.Content.Length & 511]]), .. end ?? new byte[1024]];
}
