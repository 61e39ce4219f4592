namespace KhmerCache.Rendering.Text;

/// <summary>What people take for TrueType or OpenType fonts, told by how the file begins.</summary>
internal static class OtherFormats
{
    private static readonly (byte[] Start, string Hint)[] Known =
    [
        ([.. "wOFF"u8], "It is a WOFF file, a font packed for the web: unpack it into a .ttf or .otf file."),
        ([.. "wOF2"u8], "It is a WOFF2 file, a font packed for the web: unpack it into a .ttf or .otf file."),
        ([0x80, 0x01], "It is a PostScript Type 1 font: convert it into an .otf file."),
        ([.. "%!"u8], "It is a PostScript font: convert it into an .otf file."),
        ([.. "STARTFONT"u8], "It is a bitmap font (BDF), which has no outlines."),
        ([0x01, .. "fcp"u8], "It is a bitmap font (PCF), which has no outlines."),
        ([0x1F, 0x8B], "It is packed with gzip: unpack it."),
        ([.. "PK\u0003\u0004"u8], "It is a ZIP file: unpack it."),
        ([.. "<"u8], "It is a web page or another XML file."),
    ];

    /// <summary>A blank and a sentence about what the file is and what to do about it; empty where it is unknown.</summary>
    public static string HintOf(ReadOnlySpan<byte> file)
    {
        foreach (var (start, hint) in Known)
        {
            if (file.StartsWith(start))
            {
                return " " + hint;
            }
        }

        return "";
    }
}
