using System.Globalization;
using System.Reflection;
using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using Xunit;

namespace KhmerCache.Tests.Loading;

public sealed class KeepingAVocabulary : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "vocabulary.txt");

    [Fact]
    public void What_was_saved_is_loaded_with_the_same_ids()
    {
        var saved = new Vocabulary("ខ្មែរ a\n\u0085\U0001F600");
        saved.Save(File);

        var loaded = Vocabulary.Load(File);

        Assert.Equal(saved.Characters.AsEnumerable(), loaded.Characters);
        Assert.Equal(saved.Encode("រ😀"), loaded.Encode("រ😀"));
        Assert.StartsWith("khmercache vocabulary 1\n1781 ខ\n17D2 ្\n", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("1780 ក\n", 1)]
    [InlineData("khmercache vocabulary 1\n1780 ក\nក\n", 3)]
    [InlineData("khmercache vocabulary 1\nD800 x\n", 2)]
    public void What_is_no_vocabulary_is_told_by_file_and_line(string content, int line)
    {
        System.IO.File.WriteAllText(File, content);

        var error = Assert.Throws<KhmerCacheException>(() => Vocabulary.Load(File));

        Assert.Equal((File, line), (error.Diagnostic.File, error.Diagnostic.Line));
        Assert.Equal(File, Assert.Throws<KhmerCacheException>(() => Vocabulary.Load(File + ".missing")).Diagnostic.File![..File.Length]);
    }

    [Fact]
    public void Unknown_characters_are_mapped_skipped_or_refused()
    {
        Assert.Equal([4, Vocabulary.Unknown, 5], new Vocabulary("កខ").Encode("កxខ"));
        Assert.Equal([4, 5], new Vocabulary("កខ", UnknownCharacters.Skip).Encode("កxខ"));
        Assert.Contains("U+0078 'x' of 'កxខ'", Assert.Throws<ArgumentException>(() => new Vocabulary("កខ", UnknownCharacters.Throw).Encode("កxខ")).Message, StringComparison.Ordinal);
    }

    /// <summary>Guards against an option that a resumed training may differ in without anybody noticing, and against commas of a culture.</summary>
    [Fact]
    public void Every_option_of_augmentation_is_described_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," } };
            var described = AugmentationOptions.Default.Describe().ToDictionary();

            Assert.Equal(
                typeof(AugmentationOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal),
                described.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(("0 to 1.5", "0.25"), (described["BlurSigma"], described["BlurProbability"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public void Dispose() => _folder.Dispose();
}
