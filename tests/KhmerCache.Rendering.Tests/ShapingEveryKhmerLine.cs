using System.Text;
using KhmerCache.Rendering.Text;
using KhmerCache.Tool.Tests.Interop;
using Xunit;
using Xunit.Abstractions;

namespace KhmerCache.Rendering.Tests;

/// <summary>
/// The lines of Khmer alone of all corpora at hand, those with encoding faults too, in every font: glyphs, offsets and advances against the
/// shaper's own program. Lines of one script only, since that program sees a line as one.
/// </summary>
public sealed class ShapingEveryKhmerLine(EveryKhmerLine corpus, ITestOutputHelper output) : IClassFixture<EveryKhmerLine>
{
    private const int Shown = 20;

    // The Mondulkiri faces also carry tables for Apple's shaper, which take four times as long as OpenType's.
    private const int NthInMondulkiri = 5;

    public static TheoryData<string> FontsHere => [.. Repository.Fonts.Select(font => font.Name)];

    public static TheoryData<string> NotoFaces => [.. DebianFonts.Noto];

    public static TheoryData<string> MondulkiriFaces => [.. DebianFonts.Mondulkiri];

    [SkippableTheory]
    [MemberData(nameof(FontsHere))]
    public void Gives_the_glyphs_and_positions_of_hb_shape_in_the_fonts_of_the_repository(string font) => AssertSame(Repository.Font(font), nth: 1);

    [SkippableTheory]
    [MemberData(nameof(NotoFaces))]
    public void Gives_the_glyphs_and_positions_of_hb_shape_in_the_Noto_faces_of_Debian(string face) => AssertSame(Installed(face), nth: 1);

    [SkippableTheory]
    [MemberData(nameof(MondulkiriFaces))]
    public void Gives_the_glyphs_and_positions_of_hb_shape_in_the_Mondulkiri_faces_of_Debian(string face) =>
        AssertSame(Installed(face), RealText.TestEverything ? 1 : NthInMondulkiri);

    private static FontDescriptor Installed(string face)
    {
        var descriptor = DebianFonts.Find(face);
        Peer.Need(Peer.Apt, descriptor is null ? $"The face {face} is not on this machine: apt-get install fonts-noto-core fonts-sil-mondulkiri." : null);
        return descriptor!;
    }

    private void AssertSame(FontDescriptor descriptor, int nth)
    {
        Peer.Need(Peer.Apt, HbShape.IsThere ? null : HbShape.Missing);
        using var font = FontFace.Open(descriptor);
        using var shaper = new Shaper();
        var (lines, shaped, buffer) = (corpus.Lines(nth), new ShapedLine(), new StringBuilder());
        var (read, differences) = (0, 0);
        foreach (var reference in HbShape.Shape(descriptor.FilePath, corpus.FileOf(nth), "--language=km"))
        {
            var text = lines[read++];
            shaper.Shape(text, font, shaped);
            if (HbShape.Print(shaped, buffer) is var ours && ours != reference && differences++ < Shown)
            {
                output.WriteLine($"{text}\n  {string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}"))}\n  ours     {ours}\n  hb-shape {reference}");
            }
        }

        output.WriteLine($"{descriptor.Name}: {read} lines, {differences} differ");
        Assert.Equal(lines.Length, read);
        Assert.Equal(0, differences);
    }
}
