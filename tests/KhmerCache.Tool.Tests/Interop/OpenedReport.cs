using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>
/// The report of a cache of real lines in all fonts, at two heights, some made smaller to fit, with pictures put in by hand and with labels and a font that mean harm;
/// and what <c>tests/interop/look_at_report.mjs</c> saw of it in Chromium.
/// </summary>
public sealed class OpenedReport : IDisposable
{
    public const string Hostile = "</script><img src=x onerror=\"globalThis.hurt=1\">";
    public const string HostileFont = "fonts/<img src=x onerror='globalThis.hurt=2'>.ttf";

    /// <summary>What is searched for: the beginning of a word in some lines.</summary>
    public const string Query = "សិទ្ធិ";

    // Each is made smaller in one of the fonts.
    private static readonly string[] HighLines = ["ទីង់: ប៊ឺមុយដា", "ម៉ោងស្តង់ដារនៅអ៊ិខាធឺរីនប៊័ក"];

    private static readonly string Script = Repository.PathOf("tests/interop/look_at_report.mjs");

    private readonly Workspace _workspace = new();
    private readonly JsonObject[] _seen = [];

    public OpenedReport()
    {
        if (Missing is not null)
        {
            return;
        }

        foreach (var font in Directory.GetFiles(Repository.PathOf("fonts"), "*.ttf", SearchOption.AllDirectories))
        {
            File.Copy(font, _workspace.PathOf($"fonts/{Path.GetFileName(font)}"), overwrite: true);
        }

        _workspace.Write("corpus/train.txt", [.. Repository.Train(60), .. HighLines, Hostile, "ក\u200Bខ"]);
        _workspace.Pregenerate("--lint", "never").Exits(0);
        _workspace.Pregenerate("--lint", "never", "--image-height", "48").Exits(0);
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("គំនូរ", Font(Workspace.FontA), new LineImage(40, 32, [.. Enumerable.Range(0, 40 * 32).Select(i => (byte)(i * i / 3))]));
            cache.CacheImage(HighLines[0], Font(Workspace.FontA), new LineImage(200, 32, [.. Enumerable.Repeat((byte)200, 200 * 32)]));
            cache.CacheImage("ស", Font(HostileFont), new LineImage(33, 32, [.. Enumerable.Repeat((byte)255, 33 * 32)]));
        }

        Page = _workspace.PathOf("report.html");
        _workspace.Run(
            "report", "--output", Page, "--project-directory", _workspace.PathOf("."),
            "--corpus", $"train={_workspace.PathOf("corpus/train.txt")}", "--corpus", $"val={_workspace.PathOf("corpus/val.txt")}").Exits(0);
        _seen = Look(Page, Query);
        using var reader = CacheReader.Open(new CacheFolder(_workspace.Cache));
        Images = [.. reader.ReadAll().Select(image => new ShownImage(
            image.Text, image.Recipe.FontPath, image.Recipe.ImageHeight, image.Recipe.IsPixels, image.Image.Width,
            Convert.ToHexStringLower(SHA256.HashData(image.Image.ToImage().Pixels))))];
        Digest = reader.Manifest!.ContentDigest;
    }

    /// <summary>Why no page can be opened here; null where one can.</summary>
    public static string? Missing { get; } = FindMissing();

    public string Page { get; } = "";

    public string Digest { get; } = "";

    /// <summary>The images as the library gives them.</summary>
    internal ShownImage[] Images { get; } = [];

    /// <summary>What was seen of a name.</summary>
    public JsonObject[] SeenAll(string name) => [.. _seen.Where(seen => (string)seen["name"]! == name)];

    public JsonObject Seen(string name) => Assert.Single(SeenAll(name));

    /// <summary>Opens another page and takes what is seen at once.</summary>
    public static JsonObject[] Look(string path, params string[] arguments)
    {
        var (output, error) = Run([Script, path, .. arguments]);
        Assert.True(error is null, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    public void Dispose() => _workspace.Dispose();

    private FontDescriptor Font(string path) => new("by hand", path, _workspace.PathOf(Workspace.FontA));

    private static string? FindMissing()
    {
        if (!Directory.Exists(Repository.PathOf("tests/interop/node_modules/playwright-core")))
        {
            return "npm's playwright-core is not on this machine: npm ci in tests/interop.";
        }

        var browser = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        return File.Exists(browser)
            ? Run(["--version"]).Error
            : $"There is no {browser}: apt-get install chromium, or name another one in CHROMIUM.";
    }

    private static (string Output, string? Error) Run(string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output, process.ExitCode == 0 ? null : $"node ended with {process.ExitCode}: {error.Result}");
        }
        catch (Win32Exception)
        {
            return ("", "Node.js is not on this machine: apt-get install nodejs npm, and npm ci in tests/interop.");
        }
    }
}

/// <summary>An image of a cache or of a page.</summary>
internal sealed record ShownImage(string Text, string Font, int Height, bool IsPixels, int Width, string Sha256)
{
    public static ShownImage Of(JsonObject seen) => new(
        (string)seen["text"]!, (string)seen["font"]!, (int)seen["height"]!, (bool)seen["isPixels"]!, (int)seen["width"]!, (string)seen["sha256"]!);
}
