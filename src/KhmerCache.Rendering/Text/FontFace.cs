using System.Reflection;
using System.Security.Cryptography;
using HarfBuzzSharp;
using SkiaSharp;

namespace KhmerCache.Rendering.Text;

/// <summary>A font file, opened for shaping (HarfBuzz) and for drawing (SkiaSharp). Safe to use from several threads.</summary>
internal sealed class FontFace : IDisposable
{
    /// <summary>Three times the largest font for text that was found, and little enough to hold a few times in memory.</summary>
    public const int MaxFileLength = 64 << 20;

    /// <summary>Outlines of TrueType have 16 bits for a coordinate; this is far beyond all, and far from where sums would overflow.</summary>
    private const int MaxUnits = 1 << 20;

    private readonly Blob _blob;
    private readonly Face _face;
    private readonly SKTypeface _typeface;
    private readonly GlyphParts _parts;
    private readonly GlyphExtents?[] _extents;

    private FontFace(FontDescriptor descriptor, string sha256, Blob blob, Face face, SKTypeface typeface, GlyphParts parts)
    {
        (Descriptor, Sha256, _blob, _face, _typeface, _parts) = (descriptor, sha256, blob, face, typeface, parts);
        UnitsPerEm = face.UnitsPerEm;
        HarfBuzz = new Font(face);
        HarfBuzz.SetScale(UnitsPerEm, UnitsPerEm);
        HarfBuzz.SetFunctionsOpenType();
        GlyphCount = Math.Min(face.GlyphCount, typeface.GlyphCount);
        _extents = new GlyphExtents?[GlyphCount];
    }

    /// <summary>The shaper with its version, as recipes name it.</summary>
    public static string ShaperVersion { get; } = "HarfBuzz " + VersionOf(typeof(Font).Assembly);

    public FontDescriptor Descriptor { get; }

    /// <summary>The SHA-256 of the file's bytes in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    public int UnitsPerEm { get; }

    /// <summary>Glyph ids from this one on are not in the font.</summary>
    public int GlyphCount { get; }

    /// <summary>The font at a scale of one unit per font unit, so that all positions are whole numbers.</summary>
    public Font HarfBuzz { get; }

    public SKTypeface Typeface => _typeface;

    /// <summary>Opens a font file.</summary>
    /// <exception cref="KhmerCacheException">The file is missing, can't be read, or is not a font with outlines.</exception>
    public static FontFace Open(FontDescriptor descriptor)
    {
        var bytes = ReadFile(descriptor);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if ((FontTables.FindFault(bytes) ?? GlyphTables.FindFault(bytes)) is { } fault)
        {
            throw Fault(descriptor, fault);
        }

        FontTables.RemovePictures(bytes);

        // HarfBuzz reads the bytes whenever it shapes. Blob.FromStream leaves them to the garbage collector, which gave
        // lines without some of their glyphs; HarfBuzz's own copy stays where it is.
        var blob = Duplicate(bytes);
        var face = new Face(blob, 0);
        using var data = SKData.CreateCopy(bytes);
        var typeface = SKTypeface.FromData(data);
        if (face.GlyphCount == 0 || face.UnitsPerEm is < 16 or > 16384 || typeface is null || typeface.GlyphCount == 0)
        {
            typeface?.Dispose();
            face.Dispose();
            blob.Dispose();
            throw Fault(descriptor, "The file is damaged: what it says of itself makes no sense.");
        }

        return new FontFace(descriptor, sha256, blob, face, typeface, new GlyphParts(bytes));
    }

    /// <summary>
    /// The box around a glyph's outline in font units, y upwards, one unit wider on each side than the font says: outlines are scaled
    /// with a rounding of their own before they are filled, and no ink may fall outside the box. Empty for a glyph without ink.
    /// </summary>
    public GlyphExtents ExtentsOf(ushort glyph)
    {
        // Two threads may both ask for the same glyph first; they get and store the same value.
        if (glyph < _extents.Length && _extents[glyph] is { } known)
        {
            return known;
        }

        var extents = HarfBuzz.TryGetGlyphExtents(glyph, out var box) && box.Width != 0 && box.Height != 0
            ? new GlyphExtents(
                Checked(glyph, box.XBearing - 1L),
                Checked(glyph, (long)box.YBearing + box.Height - 1),
                Checked(glyph, (long)box.XBearing + box.Width + 1),
                Checked(glyph, box.YBearing + 1L))
            : GlyphExtents.Empty;
        if (glyph < _extents.Length)
        {
            _extents[glyph] = extents;
        }

        return extents;
    }

    /// <summary>The glyph of a character before shaping; 0 where the font has none.</summary>
    public ushort GlyphOf(int codePoint) => HarfBuzz.TryGetNominalGlyph((uint)codePoint, out var glyph) ? (ushort)Math.Min(glyph, ushort.MaxValue) : (ushort)0;

    /// <summary>Whether the font has a glyph for a character.</summary>
    public bool HasGlyph(int codePoint) => GlyphOf(codePoint) != 0;

    public void Dispose()
    {
        HarfBuzz.Dispose();
        _face.Dispose();
        _blob.Dispose();
        _typeface.Dispose();
    }

    /// <summary>Makes sure that all parts of a glyph are there, and are not so many that drawing it would take all memory.</summary>
    /// <exception cref="KhmerCacheException">They are not.</exception>
    public void CheckParts(ushort glyph)
    {
        if (_parts.FindFault(glyph) is { } fault)
        {
            throw Fault($"The file is damaged: glyph {glyph} {fault}.");
        }
    }

    /// <summary>The error for a font that can't be shown truthfully.</summary>
    /// <param name="what">What is wrong, in whole sentences.</param>
    public KhmerCacheException Fault(string what) => Fault(Descriptor, what);

    private int Checked(ushort glyph, long units) => Math.Abs(units) <= MaxUnits
        ? (int)units
        : throw Fault($"The outline of glyph {glyph} reaches {units} units from its origin, which no sound font's does.");

    private static KhmerCacheException Fault(FontDescriptor descriptor, string what) => new(
        DiagnosticCodes.NotAFont, $"{what} Take it out of the fonts, or replace it by a sound copy.", descriptor.FilePath);

    private static byte[] ReadFile(FontDescriptor descriptor)
    {
        try
        {
            // Pipes and devices have no length: they are not opened, since that may take for ever.
            var target = File.ResolveLinkTarget(descriptor.FilePath, returnFinalTarget: true)?.FullName ?? descriptor.FilePath;
            return new FileInfo(target).Length switch
            {
                0 => throw Fault(descriptor, "The file is empty, or no file but a pipe or a device."),
                > MaxFileLength => throw Fault(descriptor, $"The file has more than {MaxFileLength >> 20} MB, which no font for text needs."),
                _ => File.ReadAllBytes(descriptor.FilePath),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.FontNotFound, $"The font can't be read: {exception.Message}", descriptor.FilePath, innerException: exception);
        }
    }

    private static unsafe Blob Duplicate(byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            return new Blob((nint)start, bytes.Length, MemoryMode.Duplicate);
        }
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', '-')[0];
}
