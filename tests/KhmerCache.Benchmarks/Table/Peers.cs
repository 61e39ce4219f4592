using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KhmerCache.Benchmarks.Table;

/// <summary>Others' programs, on the same lines and fonts in the same run; null where one is not installed.</summary>
internal static class Peers
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Lines a second that hb-shape shapes, over all fonts: from the time of several rounds less that of one, so that neither start nor reading count.</summary>
    public static double? HbShape(string corpus, IReadOnlyList<string> fonts)
    {
        const int rounds = 4;
        if (!Processes.Has("hb-shape", "--version"))
        {
            return null;
        }

        var lines = File.ReadLines(corpus).Count(line => line.Length > 0);
        return rounds * (double)lines * fonts.Count / fonts.Sum(font => Shape(font, rounds + 1) - Shape(font, 1));

        double Shape(string font, int times) => Processes.Run(
            "hb-shape", ["--font-file", font, "--text-file", corpus, "--num-iterations", $"{times}", "--output-file", "/dev/null"]).Seconds;
    }

    /// <summary>PNG and JSON files, drawn with Pillow: images a second made and loaded, and bytes an image.</summary>
    public static (double Pregenerated, double Loaded, double Bytes)? Files(string corpus, string fontFolder, int count, string folder)
    {
        if (Script("peer_baseline.py") is not { } script || !Processes.Has(Python, "-c", "import numpy, PIL"))
        {
            return null;
        }

        var said = JsonNode.Parse(Processes.Run(Python, [script, corpus, fontFolder, $"{count}", folder]).Output)!.AsObject();
        return (Number(said, "pregenerate"), Number(said, "load"), Number(said, "bytes"));
    }

    /// <summary>LMDB of raw pixels: images a second to 8-bit pixels at random from memory, and bytes an image.</summary>
    /// <param name="tree">A folder with the images as PNG files.</param>
    /// <param name="folder">Where the databases go.</param>
    public static (double Loaded, double Bytes)? Lmdb(string tree, string folder)
    {
        if (Script("lmdb_baseline.py") is not { } script || !Processes.Has(Python, "-c", "import lmdb, numpy, PIL"))
        {
            return null;
        }

        var said = JsonNode.Parse(Processes.Run(Python, [script, tree, folder]).Output)!.AsObject();
        return ((double)said["raw_read_u8_per_second"]!, (double)said["raw_bytes_per_image"]!);
    }

    private static double Number(JsonObject said, string part) => (double)said.First(pair => pair.Key.Contains(part, StringComparison.Ordinal)).Value!;

    private static string? Script(string name) =>
        Path.Combine(Corpus.Repository, "..", "shared", "tools", name) is var path && File.Exists(path) ? path : null;
}
