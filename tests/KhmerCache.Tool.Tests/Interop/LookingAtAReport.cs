using System.Globalization;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>A report in Chromium, as a person uses it.</summary>
public sealed class LookingAtAReport(OpenedReport report) : IClassFixture<OpenedReport>
{
    [SkippableFact]
    public void It_opens_without_a_word_and_without_a_request()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(("ready", ""), ((string)report.Seen("state")["state"]!, (string)report.Seen("state")["failure"]!));
        Assert.Empty(report.Seen("quiet")["said"]!.AsArray());
        Assert.All(report.Seen("quiet")["asked"]!.AsArray(), asked => Assert.StartsWith("file:", (string)asked!, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void It_draws_every_image_as_the_library_does()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(
            report.Images.OrderBy(image => image.ToString(), StringComparer.Ordinal),
            report.SeenAll("image").Select(ShownImage.Of).OrderBy(image => image.ToString(), StringComparer.Ordinal));
        Assert.Contains(report.Images, image => image.IsPixels);
        var canvases = report.Seen("canvases");
        Assert.InRange((int)canvases["count"]!, 100, int.MaxValue);
        Assert.Equal((int)canvases["count"]!, (int)canvases["same"]!);
    }

    [SkippableFact]
    public void Search_finds_what_has_the_text_and_says_so_where_nothing_has()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(report.Images.Count(image => image.Text.Contains(OpenedReport.Query, StringComparison.Ordinal)), CountOf(report.Seen("search")));
        Assert.All(Strings(report.Seen("search")["labels"]), label => Assert.Contains(OpenedReport.Query, label, StringComparison.Ordinal));
        Assert.Equal("no image", (string)report.Seen("search for nothing")["count"]!);
        Assert.StartsWith("No image is like that.", (string)report.Seen("search for nothing")["shown"]!, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Filters_show_the_images_of_a_font_a_split_and_a_range_of_widths()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(
            report.Images.GroupBy(image => (image.Font, image.Height)).OrderBy(font => font.Key.Font, StringComparer.Ordinal).ThenBy(font => font.Key.Height).Select(font => font.Count()),
            report.SeenAll("font").Select(CountOf));
        Assert.Equal(["train", "val"], report.SeenAll("split").Select(split => (string)split["split"]!));
        Assert.Equal(report.Images.Length - 2, report.SeenAll("split").Sum(CountOf));
        Assert.Equal(report.Images.Count(image => image.Width is >= 150 and <= 199), CountOf(report.Seen("width")));
        Assert.Equal(report.Images.Select(image => image.Width).OrderDescending().Take(24), report.Seen("order")["widths"]!.AsArray().Select(width => (int)width!));
    }

    [SkippableFact]
    public void Pages_turn_by_button_and_by_number()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var pages = report.Seen("pages")["pages"]!.AsArray();
        var last = (report.Images.Length + 23) / 24;

        Assert.Equal([1, 2, last, last - 1, 1, 3, last], pages.Select(page => int.Parse((string)page!["page"]!, CultureInfo.InvariantCulture)));
        Assert.Equal([24, 24, report.Images.Length - ((last - 1) * 24), 24, 24, 24, report.Images.Length - ((last - 1) * 24)], pages.Select(page => (int)page!["cards"]!));
        Assert.Equal(5, pages.Select(page => (string)page!["first"]!).Distinct().Count());
    }

    [SkippableFact]
    public void Every_part_is_reached_by_the_keyboard_and_shows_where_one_is()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var tabs = Strings(report.Seen("tabs")["tabs"]).ToList();
        string[] stops = ["skip", "brand", "filter-text", "filter-font", "filter-split", "filter-min", "filter-max", "filter-order", "card", "distribution-font", "bin", "coverage-text", "coverage-show", "copy-digest"];
        Assert.Equal(stops, tabs.Where(stops.Contains));
        Assert.DoesNotContain("none", Strings(report.Seen("tabs")["outlines"]));
        Assert.Equal("filter-text", (string)report.Seen("slash")["focused"]!);
        Assert.Empty(Strings(report.Seen("names")["unnamed"]));
        Assert.All(Strings(report.Seen("names")["sections"]), section => Assert.Equal("SECTION", section));
    }

    [SkippableFact]
    public void Arrow_keys_move_in_the_gallery_and_page_keys_turn_it()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var arrows = report.Seen("arrows");
        var order = Strings(arrows["order"]);
        var columns = (int)arrows["columns"]!;

        Assert.InRange(columns, 2, 6);
        Assert.Equal(
            [order[0], order[1], order[1 + columns], order[1], order[0]], new[] { "start", "right", "down", "up", "left" }.Select(key => (string)arrows[key]!));
        Assert.Equal(("solid", "2", "1", order[0]), ((string)arrows["outline"]!, (string)arrows["next"]!, (string)arrows["back"]!, (string)arrows["home"]!));
        Assert.DoesNotContain((string)arrows["end"]!, order);
    }

    [SkippableFact]
    public void An_image_opens_and_closes_by_key_and_the_focus_comes_back()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var detail = report.Seen("detail");
        var order = Strings(detail["order"]);

        Assert.Equal((true, "close"), ((bool)detail["opened"]!["isOpen"]!, (string)detail["opened"]!["focused"]!));
        Assert.Equal(order[1], (string)detail["moved"]!["image"]!);
        Assert.Equal((false, order[1]), ((bool)detail["isOpen"]!, (string)detail["back"]!));
    }

    [SkippableFact]
    public void A_bar_of_the_widths_opens_its_images()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var bar = report.Seen("bar");
        var (from, to) = (Number((string)bar["from"]!), Number((string)bar["to"]!));

        Assert.Contains($": {CountOf(bar)} image", (string)bar["bar"]!, StringComparison.Ordinal);
        Assert.Equal(report.Images.Count(image => image.Width >= from && image.Width <= to), CountOf(bar));
    }

    [SkippableFact]
    public void Histograms_count_every_image_and_every_label_once()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var charts = report.Seen("charts");
        var labels = report.Images.Select(image => image.Text).Distinct().Count();

        Assert.Equal(["Image width", "Ink height", "Text length"], Strings(charts["titles"]));
        // The white picture has no ink, and the chart says so beside its bars.
        Assert.Equal([report.Images.Length, report.Images.Length - 1, labels], charts["numbers"]!.AsArray().Select(number => (int)number!));
    }

    [SkippableFact]
    public void It_is_light_or_dark_as_the_system_is_or_as_one_chooses()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var colours = report.SeenAll("colours").ToDictionary(seen => (string)seen["system"]!);

        Assert.NotEqual((string)colours["light"]["auto"]!, (string)colours["dark"]["auto"]!);
        Assert.Equal((string)colours["light"]["auto"]!, (string)colours["dark"]["other"]!);
        Assert.Equal((string)colours["dark"]["auto"]!, (string)colours["light"]["other"]!);
        Assert.Equal(["Dark", "Light"], new[] { "light", "dark" }.Select(system => (string)colours[system]["pressed"]!));
    }

    [SkippableFact]
    public void It_fits_narrow_and_wide_screens()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal([400, 860, 1600], report.SeenAll("screen").Select(screen => (int)screen["width"]!));
        Assert.All(report.SeenAll("screen"), screen => Assert.Equal((int)screen["width"]!, (int)screen["scrolls"]!));
    }

    [SkippableFact]
    public void Khmer_is_set_in_the_font_that_the_page_carries()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Contains(report.Seen("khmer")["fonts"]!.AsArray(), font => (string)font!["family"]! == "Noto Sans Khmer" && (bool)font["isOwn"]!);
    }

    /// <summary>Guards against labels and names that a page takes for a part of itself.</summary>
    [SkippableFact]
    public void A_hostile_label_or_font_is_shown_and_does_nothing()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Contains(report.SeenAll("image"), image => (string)image["text"]! == OpenedReport.Hostile);
        Assert.Contains(report.SeenAll("image"), image => (string)image["font"]! == OpenedReport.HostileFont);
        Assert.Null(report.Seen("hostile")["hurt"]);
        Assert.Equal((0, 0), ((int)report.Seen("hostile")["images"]!, (int)report.Seen("hostile")["scripts"]!));
    }

    [SkippableFact]
    public void Each_font_has_a_sheet_with_lines()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var fonts = report.Images.GroupBy(image => (image.Font, image.Height)).OrderBy(font => font.Key.Font, StringComparer.Ordinal).ThenBy(font => font.Key.Height);
        Assert.Equal(fonts.Select(font => Math.Min(6, font.Count())), report.Seen("sheets")["lines"]!.AsArray().Select(lines => (int)lines!));
    }

    [SkippableFact]
    public void Coverage_names_the_fonts_that_a_character_is_missing_in()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var characters = report.Images.SelectMany(image => image.Text.EnumerateRunes()).Distinct().Count();

        Assert.Equal(characters, (int)report.Seen("coverage")["cells"]!);
        // A font has one image, of one letter; and so it lacks all others.
        Assert.Equal(Math.Min(50, characters - 1), report.Seen("coverage")["missing"]!.AsArray().Count);
        Assert.All(report.Seen("coverage")["missing"]!.AsArray(), row => Assert.Contains("<img src=x", (string)row![5]!, StringComparison.Ordinal));
    }

    /// <summary>The filter cut blanks off, and showed all images for the cell of the blank.</summary>
    [SkippableFact]
    public void The_cell_of_the_blank_shows_the_labels_that_have_one()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(report.Images.Count(image => image.Text.Contains(' ', StringComparison.Ordinal)), CountOf(report.Seen("blank")));
    }

    /// <summary>Squeezed to its card, a long picture is not what was rendered.</summary>
    [SkippableFact]
    public void A_picture_is_as_wide_as_it_is_on_any_screen()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(3, report.SeenAll("squeezed").Length);
        Assert.All(report.SeenAll("squeezed"), seen => Assert.Equal(0, (int)seen["count"]!));
    }

    [SkippableFact]
    public void A_finding_links_to_its_line()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        var finding = Assert.Single(report.Seen("lint")["findings"]!.AsArray())!;
        var link = new Uri((string)finding["link"]!);

        Assert.StartsWith("corpus/train.txt:64:2", (string)finding["place"]!, StringComparison.Ordinal);
        Assert.Equal("U+200B", (string)finding["marked"]!);
        Assert.Equal("ក\u200Bខ", Uri.UnescapeDataString(link.Fragment)["#:~:text=".Length..]);
        Assert.Equal("ក\u200Bខ", File.ReadLines(link.LocalPath).ElementAt(63));
    }

    [SkippableFact]
    public void It_tells_the_digest()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        Assert.Equal(report.Digest, (string)report.Seen("digest")["digest"]!);
    }

    [SkippableFact]
    public void A_cache_without_an_image_that_can_be_read_is_a_page_too()
    {
        Peer.Need(Peer.Npm, OpenedReport.Missing);

        using var workspace = new Workspace();
        workspace.Pregenerate().Exits(0);
        File.Delete(workspace.Segment("glyphs"));
        workspace.Run("report", "--output", workspace.PathOf("report.html")).Exits(1).Says("images or lines can't be read");

        var seen = OpenedReport.Look(workspace.PathOf("report.html"));

        Assert.Equal(("ready", "no image"), ((string)seen[0]["state"]!, (string)seen[0]["count"]!));
        Assert.Empty(seen[^1]["said"]!.AsArray());
    }

    private static string[] Strings(JsonNode? array) => [.. array!.AsArray().Select(text => (string)text!)];

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    // "1,234 images, 1 to 24 here"
    private static int CountOf(JsonObject seen) => Number(((string)seen["count"]!).Split(' ')[0]);
}
