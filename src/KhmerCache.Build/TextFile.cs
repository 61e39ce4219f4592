using System.Text;

namespace KhmerCache.Build;

/// <summary>Small text files in the intermediate folder.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes lines, unless the file has them: its time then says when they last changed.</summary>
    public static void WriteIfDifferent(string path, IEnumerable<string> lines)
    {
        var text = string.Concat(lines.Select(line => line + "\n"));
        if (File.Exists(path) && File.ReadAllText(path, Utf8) == text)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Utf8);
    }
}
