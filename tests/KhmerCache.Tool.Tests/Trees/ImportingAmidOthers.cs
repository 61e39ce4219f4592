using KhmerCache.Rendering;
using KhmerCache.Storage;
using KhmerCache.Tool.Imports;

namespace KhmerCache.Tool.Tests.Trees;

public sealed class ImportingAmidOthers : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>Guards against lines without masks: those that the cache had at the start are not written again.</summary>
    [Fact]
    public void Where_somebody_clears_the_cache_meanwhile_the_import_fails()
    {
        _workspace.Pregenerate().Exits(0);
        var (folder, text) = (new CacheFolder(_workspace.Cache), Repository.Train(1)[0]);
        using var renderer = new LineRenderer();
        Assert.True(renderer.TryRender(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), 32, out var line, out _));
        ImportWriter writer;
        using (var reader = CacheReader.Open(folder))
        {
            writer = new ImportWriter(folder, reader.Glyphs, jobs: 1);
            Assert.NotEmpty(reader.Glyphs.Masks);
        }

        folder.Clear();
        writer.Add(new ImportedImage(text, TextHash.Of(System.Text.Encoding.UTF8.GetBytes(text)), new ImageEntry(line.Recipe!, line.Run), line.Masks, Replaces: null));

        var error = Assert.Throws<KhmerCacheException>(writer.Commit);
        Assert.Equal(DiagnosticCodes.CacheNotWritable, error.Diagnostic.Code);
        Assert.Contains("Run 'khmercache import' again", error.Message, StringComparison.Ordinal);
    }
}
