using System.Globalization;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>Whether what a tree tells of an entry holds together: key, index, metadata and picture. Safe to use from several threads.</summary>
internal sealed class EntryInspection(TreeFolder tree, FontMatch fonts)
{
    /// <summary>Longer paths than any system has.</summary>
    private const int LongestFontPath = 4096;

    private const string Remedy = "Write the tree again, or take the entry out of the index.";

    /// <summary>Looks at the metadata of an entry.</summary>
    /// <exception cref="KhmerCacheException">It is refused.</exception>
    public Candidate InspectMetadata(in TreeEntry entry)
    {
        var path = tree.MetadataPath(entry);
        var metadata = EntryMetadata.Parse(tree.ReadMetadata(entry), path);
        CheckLabel(metadata.Text, path);
        CheckFontPath(metadata.FontPath, path);
        CheckKey(entry, metadata, path);
        CheckIndex(entry, metadata, path);

        // Where the metadata do not tell it, the picture does.
        var width = metadata.ImageWidth > 0 ? metadata.ImageWidth : tree.ReadPictureHeader(entry).Width;
        return PngHeader.Fits(width, metadata.ImageHeight)
            ? new Candidate(entry, metadata, width * metadata.ImageHeight)
            : throw Refusal.Of(path, $"its metadata tell of {width} × {metadata.ImageHeight} px; a picture has at most {ushort.MaxValue} px either way, and {PngHeader.MostPixels} in all", Remedy);
    }

    /// <summary>Reads the picture of an entry.</summary>
    /// <exception cref="KhmerCacheException">It is refused.</exception>
    public LineImage ReadPicture(Candidate candidate)
    {
        var (path, metadata) = (tree.ImagePath(candidate.Entry), candidate.Metadata);
        var png = tree.ReadPicture(candidate.Entry, out var header);
        return header.Height != metadata.ImageHeight ? throw Contradicts("high", header.Height, metadata.ImageHeight)
            : metadata.ImageWidth > 0 && header.Width != metadata.ImageWidth ? throw Contradicts("wide", header.Width, metadata.ImageWidth)
            : PngPicture.Decode(header, png, path);

        KhmerCacheException Contradicts(string way, int real, int told) =>
            Refusal.Of(path, $"its picture is {real} px {way}, and its metadata tell of {told}", Remedy);
    }

    private static void CheckLabel(string text, string path)
    {
        if (text.Length is 0 or > LineShaper.MaxTextLength)
        {
            throw Refusal.Of(path, $"its label has {text.Length} UTF-16 code units; a label has from 1 to {LineShaper.MaxTextLength}", Remedy);
        }

        if (FindControl(text) is var control and >= 0)
        {
            throw Refusal.Of(path, $"its label has the control character U+{(int)text[control]:X4} at column {control + 1}", "A label is one line of text: correct it, and its key, where the tree comes from.");
        }
    }

    private void CheckFontPath(string fontPath, string path)
    {
        if (fontPath.Length is 0 or > LongestFontPath || FindControl(fontPath) >= 0)
        {
            throw Refusal.Of(path, $"its font_path {Refusal.Quote(fontPath)} is no path", Remedy);
        }

        // Whoever names that very file with --fonts vouches for it.
        if (!FontMatch.StaysInside(fontPath) && fonts.FindByPath(fontPath) is null)
        {
            throw Refusal.Of(
                path, $"its font_path {Refusal.Quote(fontPath)} leads out of the project", "A font path is relative to the project, with '/'. If the font is one of yours, name it with --fonts.");
        }
    }

    private static void CheckKey(in TreeEntry entry, EntryMetadata metadata, string path)
    {
        var key = CacheKey.Create(metadata.Text, metadata.FontPath, metadata.ImageHeight).ToString();
        if (key != entry.Name)
        {
            throw Refusal.Of(path, $"its key is not {key}, the MD5 of text|font_path|image_height as its metadata tell them", Remedy);
        }

        if (metadata.CacheKey is { } told && told != key)
        {
            throw Refusal.Of(path, $"its metadata tell of the key {Refusal.Quote(told)}", Remedy);
        }
    }

    private static void CheckIndex(in TreeEntry entry, EntryMetadata metadata, string path)
    {
        if (TextHash.Of(System.Text.Encoding.UTF8.GetBytes(metadata.Text)) != entry.TextHash)
        {
            throw Refusal.Of(path, $"its metadata and {TreeFolder.IndexName} tell of different texts", Remedy);
        }

        if (entry.FontHash != 0 && entry.FontHash != TreeIndex.HashOf(metadata.FontPath) && entry.FontHash != TreeIndex.HashOf(LastPartOf(metadata.FontPath)))
        {
            throw Refusal.Of(path, $"its metadata and {TreeFolder.IndexName} tell of different fonts", Remedy);
        }
    }

    // Python's os.path.basename on either system.
    private static string LastPartOf(string fontPath) => fontPath[(fontPath.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    private static int FindControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return i;
            }
        }

        return -1;
    }
}
