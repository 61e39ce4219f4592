namespace KhmerCache.Rendering.Tests;

/// <summary>Khmer faces of the Debian packages fonts-noto-core and fonts-sil-mondulkiri, where they are installed.</summary>
internal static class DebianFonts
{
    private static readonly string[] Folders = ["/usr/share/fonts", "/usr/local/share/fonts"];

    public static string[] Noto { get; } = ["NotoSansKhmer-Regular", "NotoSansKhmer-Bold", "NotoSerifKhmer-Regular", "NotoSerifKhmer-Bold"];

    public static string[] Mondulkiri { get; } = ["Mondulkiri-R", "Mondulkiri-B", "Mondulkiri-I", "Mondulkiri-BI", "Busra-R", "Busra-B", "Busra-I", "Busra-BI"];

    /// <summary>A face; null where it is not installed.</summary>
    public static FontDescriptor? Find(string name) =>
        Folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, name + ".ttf", SearchOption.AllDirectories))
            .Select(path => FontDescriptor.FromPath(path, Path.GetDirectoryName(path)!))
            .FirstOrDefault();
}
