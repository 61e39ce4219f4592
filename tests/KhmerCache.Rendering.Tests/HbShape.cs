using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Tests;

/// <summary>The reference: the shaper's own program, from Debian's libharfbuzz-bin. One process shapes a whole file of lines.</summary>
internal static class HbShape
{
    public const string Missing = "hb-shape is not on this machine: apt-get install libharfbuzz-bin.";

    public static bool IsThere { get; } = Version() is not null;

    /// <summary>What hb-shape prints for each line of a file: <c>[glyph@dx,dy+ax|…]</c>, without clusters.</summary>
    public static IEnumerable<string> Shape(string fontFile, string textFile, params string[] options)
    {
        var start = new ProcessStartInfo("hb-shape") { RedirectStandardOutput = true };
        Array.ForEach([fontFile, "--text-file=" + textFile, "--no-glyph-names", "--no-clusters", .. options], start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            yield return line;
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"hb-shape ended with {process.ExitCode} for {fontFile}.");
        }
    }

    /// <summary>A line of ours as hb-shape prints it.</summary>
    public static string Print(ShapedLine line, StringBuilder buffer)
    {
        buffer.Clear().Append('[');
        for (var i = 0; i < line.Count; i++)
        {
            ref readonly var glyph = ref line.Glyphs[i];
            buffer.Append(i == 0 ? "" : "|").Append(CultureInfo.InvariantCulture, $"{glyph.Glyph}");
            if (glyph.XOffset != 0 || glyph.YOffset != 0)
            {
                buffer.Append(CultureInfo.InvariantCulture, $"@{glyph.XOffset},{glyph.YOffset}");
            }

            buffer.Append(CultureInfo.InvariantCulture, $"+{glyph.XAdvance}");
            if (line.YAdvances[i] != 0)
            {
                buffer.Append(CultureInfo.InvariantCulture, $",{line.YAdvances[i]}");
            }
        }

        return buffer.Append(']').ToString();
    }

    private static string? Version()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("hb-shape", "--version") { RedirectStandardOutput = true })!;
            var version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return version;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
