using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class KeepingAnyLine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Property(MaxTest = 60)]
    public Property A_segment_gives_back_what_was_written() => Prop.ForAll(Arb.From(AnyEntries.Lines), lines =>
    {
        using var segment = Codecs.OpenLines(_folder.File("s.arrow", Codecs.WriteLines(lines)));

        var read = Codecs.ReadLines(segment).ToDictionary(line => Encoding.UTF8.GetString(line.TextUtf8));

        Assert.Equal((lines.Length, lines.Length), (segment.Lines, read.Count));
        Assert.Equal(lines.Sum(line => line.Images.Count), segment.Images);
        foreach (var line in lines)
        {
            Assert.True(segment.FindLine(line.TextHash, line.TextUtf8) >= 0);
            AreSame(line.Images, read[Encoding.UTF8.GetString(line.TextUtf8)].Images);
        }
    });

    [Property(MaxTest = 60)]
    public Property What_a_segment_gave_back_makes_the_same_segment_again() => Prop.ForAll(Arb.From(AnyEntries.Lines), lines =>
    {
        var bytes = Codecs.WriteLines(lines);
        using var segment = Codecs.OpenLines(_folder.File("s.arrow", bytes));

        Assert.Equal(bytes, Codecs.WriteLines(Codecs.ReadLines(segment)));
    });

    public void Dispose() => _folder.Dispose();

    private static void AreSame(IReadOnlyList<ImageEntry> written, IReadOnlyList<ImageEntry> read)
    {
        var byRecipe = read.ToDictionary(image => image.Recipe);
        Assert.Equal(written.Count, read.Count);
        foreach (var image in written)
        {
            var back = byRecipe[image.Recipe];
            if (image.Pixels is { } picture)
            {
                Assert.Equal((picture.Width, picture.Height), (back.Pixels!.Width, back.Pixels.Height));
                Assert.True(picture.Pixels.SequenceEqual(back.Pixels.Pixels));
                continue;
            }

            Assert.Null(back.Pixels);
            Assert.Equal((image.Run.Width, image.Run.OriginX, image.Run.Shrink), (back.Run.Width, back.Run.OriginX, back.Run.Shrink));
            Assert.Equal(image.Run.Glyphs, back.Run.Glyphs);
        }
    }
}
