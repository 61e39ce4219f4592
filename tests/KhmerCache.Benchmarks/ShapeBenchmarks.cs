using BenchmarkDotNet.Attributes;
using KhmerCache.Corpora;
using KhmerCache.Glyphs;
using KhmerCache.Rendering;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Benchmarks;

/// <summary>One line on one thread: shaped by HarfBuzz, and shaped, checked and laid out.</summary>
[MemoryDiagnoser]
public class ShapeBenchmarks
{
    private readonly LineRenderer _renderer = new();
    private readonly Shaper _shaper = new();
    private readonly LineShaper _lineShaper = new();
    private readonly ShapedLine _line = new();
    private string[] _texts = null!;
    private LineStyle[] _styles = null!;
    private int _next;

    /// <summary>Reads the corpus and opens the fonts.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _texts = [.. CorpusReader.ReadSplit(Corpus.Split).Select(line => line.Text)];
        _styles = Array.ConvertAll(Corpus.Fonts, font => _renderer.StyleOf(font, 32));
    }

    /// <summary>Closes the fonts.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _renderer.Dispose();
        _shaper.Dispose();
        _lineShaper.Dispose();
    }

    /// <summary>HarfBuzz alone.</summary>
    [Benchmark(Baseline = true)]
    public void Shape()
    {
        _next++;
        _shaper.Shape(_texts[_next % _texts.Length], _styles[_next % _styles.Length].Font, _line);
    }

    /// <summary>With the checks and the layout.</summary>
    [Benchmark]
    public bool ShapeAndPlace()
    {
        _next++;
        return _lineShaper.TryShape(_texts[_next % _texts.Length], _styles[_next % _styles.Length], out RunPlace _, out _);
    }
}
