using System.Globalization;
using SkiaSharp;

namespace TrainCrnn;

/// <summary>Draws the character error rate over the time of training, on a logarithmic scale: from 100 % down to 1 %, each factor of ten as high as another.</summary>
internal static class CurvePlot
{
    private const int Width = 800;
    private const int Height = 450;
    private const int Margin = 60;
    private const double Top = 1;
    private const double Bottom = 0.005;

    private static readonly double[] Lines = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];

    /// <summary>Writes the plot as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fontFile">The font of its labels.</param>
    /// <param name="epochs">The epochs so far, at least one.</param>
    public static void Save(string path, string fontFile, IReadOnlyList<EpochResult> epochs)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        using var face = SKTypeface.FromFile(fontFile);
        using var font = new SKFont(face, 14);
        using var text = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var grid = new SKPaint { Color = new SKColor(0xDD, 0xDD, 0xDD) };
        using var curve = new SKPaint { Color = new SKColor(0x1F, 0x5F, 0xBF), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2 };

        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.DrawText("CER on words that are not in training, %", Margin, Margin / 2, SKTextAlign.Left, font, text);
        foreach (var rate in Lines)
        {
            canvas.DrawLine(Margin, Y(rate), Width - Margin, Y(rate), grid);
            canvas.DrawText((100 * rate).ToString(CultureInfo.InvariantCulture), Margin - 8, Y(rate) + 5, SKTextAlign.Right, font, text);
        }

        var minutes = epochs[^1].Seconds / 60;
        var every = Math.Max(1, (int)Math.Ceiling(minutes / 10));
        for (var minute = 0; minute <= minutes; minute += every)
        {
            canvas.DrawText(minute.ToString(CultureInfo.InvariantCulture), X(60 * minute), Height - Margin + 20, SKTextAlign.Center, font, text);
        }

        canvas.DrawText("minutes", Width - Margin, Height - (Margin / 3), SKTextAlign.Right, font, text);
        canvas.DrawPoints(SKPointMode.Polygon, [.. epochs.Select(epoch => new SKPoint(X(epoch.Seconds), Y(epoch.CharacterErrorRate)))], curve);

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);

        float X(double seconds) => (float)(Margin + ((Width - (2 * Margin)) * seconds / epochs[^1].Seconds));

        static float Y(double rate) =>
            (float)(Margin + ((Height - (2 * Margin)) * Math.Log(Top / Math.Clamp(rate, Bottom, Top)) / Math.Log(Top / Bottom)));
    }
}
