using KhmerCache.Rendering.Corpora;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A distinct text of a plan, and where it stands first. 32 bytes, since there is one for each line of a corpus; the text stays in its file.</summary>
internal readonly record struct PlannedLine
{
    private readonly long _offset;
    private readonly int _file;
    private readonly int _number;

    public PlannedLine(ulong textHash, LinePlace place, int use)
    {
        (TextHash, Use) = (textHash, use);
        (_file, _number, _offset, ByteLength) = place;
    }

    public ulong TextHash { get; }

    /// <summary>The length of the text in UTF-8.</summary>
    public int ByteLength { get; }

    /// <summary>Which splits have it, as <see cref="FontChoices"/> counts such sets.</summary>
    public int Use { get; init; }

    public LinePlace Place => new(_file, _number, _offset, ByteLength);
}
