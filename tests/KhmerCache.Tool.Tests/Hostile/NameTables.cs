using System.Text;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>What fonts call themselves, where they do so in unusual ways or in none.</summary>
public sealed class NameTables
{
    private static readonly (int Platform, int Encoding, int Language) English = (3, 1, 0x409);
    private static readonly (int Platform, int Encoding, int Language) Khmer = (3, 1, 0x453);
    private static readonly (int Platform, int Encoding, int Language) Roman = (1, 0, 0);

    [Fact]
    public void English_names_come_before_those_of_the_Macintosh_and_those_before_the_first()
    {
        Assert.Equal(("E", "es"), NamesOf((Khmer, 1, "K"), (Roman, 1, "M"), (English, 1, "E"), (English, 2, "es")));
        Assert.Equal(("M", "Regular"), NamesOf((Khmer, 1, "K"), (Roman, 1, "M")));
        Assert.Equal(("ខ្មែរ", "ដិត"), NamesOf((Khmer, 1, "ខ្មែរ"), (Khmer, 2, "ដិត"), (Khmer, 2, "x")));
    }

    [Fact]
    public void Typographic_names_come_before_those_that_old_programs_know() =>
        Assert.Equal(("Kantumruy", "Thin"), NamesOf((English, 1, "Kantumruy Thin"), (English, 2, "Regular"), (English, 16, "Kantumruy"), (English, 17, "Thin")));

    [Fact]
    public void Letters_of_the_Macintosh_are_its_own() => Assert.Equal(("Aéˇ", "Ä\u00A0"[..1]), NamesOf((Roman, 1, "A\u008Eÿ"), (Roman, 2, "\u0080\u00CA")));

    [Fact]
    public void Tabs_and_line_breaks_are_blanks_and_an_empty_name_is_none() =>
        Assert.Equal(("a b c", "Regular"), NamesOf((English, 1, "\ta\tb\nc\r\n"), (English, 2, " \n"), (English, 16, "")));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000FFFF0006")]
    [InlineData("0000000100120003000104090001FFFF0000")]
    [InlineData("0000000100120003000104090001000400FF")]
    [InlineData("0000000100120003000104090001")]
    [InlineData("000000010012000300010409000100030000D83D00")]
    public void A_table_that_makes_no_sense_is_none_and_no_crash(string table)
    {
        var names = FontNames.Parse(new SyntheticFont().With("name", Convert.FromHexString(table)).Write(), "file");

        Assert.True(names.Family is "file" or "\uFFFD", names.Family);
        Assert.Equal("Regular", names.Style);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(2000)]
    public void A_font_that_is_cut_off_has_the_name_of_its_file(int length) =>
        Assert.Equal(new FontNames("file", "Regular"), FontNames.Parse(File.ReadAllBytes(Repository.FontFile("KhmerOS.ttf")).AsSpan(0, length), "file"));

    [Fact]
    public void A_font_that_is_not_there_has_the_name_of_its_file() =>
        Assert.Equal(new FontNames("nowhere", "Regular"), FontNames.Of(FontDescriptor.FromPath("nowhere.ttf", Path.GetTempPath())));

    private static (string Family, string Style) NamesOf(params ((int Platform, int Encoding, int Language) Place, int Id, string Text)[] names)
    {
        var (records, texts) = (new BigEndian().Words(0, names.Length, 6 + 12 * names.Length), new BigEndian());
        foreach (var (place, id, text) in names)
        {
            var bytes = place.Platform == 1 ? Encoding.Latin1.GetBytes(text) : Encoding.BigEndianUnicode.GetBytes(text);
            records.Words(place.Platform, place.Encoding, place.Language, id, bytes.Length, texts.Length);
            texts.Bytes(bytes);
        }

        var parsed = FontNames.Parse(new SyntheticFont().With("name", [.. records.ToArray(), .. texts.ToArray()]).Write(), "file");
        return (parsed.Family, parsed.Style);
    }
}
