using System.Globalization;
using System.Reflection;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Datasets;

namespace KhmerCache.Generators.Tests;

/// <summary>What the generated class KhmerVocabulary does, beside the characters that the worker wrote.</summary>
public class LookingUpCharacters
{
    private static readonly Gen<int[]> CodePoints = Gen.ListOf(
        Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x1780, 0x17FF), Gen.Choose(0, 0x10FFFF))
            .Where(codePoint => codePoint is < 0xD800 or > 0xDFFF)).Resize(300).Select(list => list.Distinct().Order().ToArray());

    [Property(MaxTest = 40)]
    public Property Each_character_is_found_at_its_index() => Prop.ForAll(CodePoints.ToArbitrary(), codePoints => AssertHas(VocabularyOf(codePoints), codePoints));

    /// <summary>Guards against a compiler that runs out of stack: the literal is broken into lines, and a sum of strings is a tree.</summary>
    [Fact]
    public void A_hundred_thousand_characters_compile()
    {
        int[] codePoints = [.. Enumerable.Range(0x3400, 0x19C0), .. Enumerable.Range(0x4E00, 0x5200), .. Enumerable.Range(0x20000, 72_448)];

        Assert.Equal(100_032, codePoints.Length);
        AssertHas(VocabularyOf(codePoints), codePoints);
    }

    [Fact]
    public void What_no_corpus_has_is_nowhere()
    {
        var vocabulary = VocabularyOf(0x20, 0x1780, 0x1F600);

        Assert.All([-1, 0, 0x21, 0xD83D, 0x1F601, int.MinValue, int.MaxValue], codePoint => Assert.Equal(-1, IndexOf(vocabulary, codePoint)));
        Assert.All(["", "ខ", "កក", "\uD83D", "\uDE00\uD83D", "😀 "], character => Assert.Equal(-1, IndexOf(vocabulary, character)));
        Assert.All([-1, 3, int.MinValue, int.MaxValue], index =>
        {
            Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<TargetInvocationException>(() => Call(vocabulary, "CodePointAt", index)).InnerException);
            Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<TargetInvocationException>(() => Call(vocabulary, "CharacterAt", index)).InnerException);
        });
    }

    [Fact]
    public void Before_the_first_build_there_are_no_characters_and_nothing_breaks()
    {
        var vocabulary = new Generation(InputFile.Descriptors("font|a.ttf")).Load().GetType("KhmerVocabulary", throwOnError: true)!;

        AssertHas(vocabulary, []);
        Assert.Equal(-1, IndexOf(vocabulary, 'a'));
        Assert.Equal(-1, IndexOf(vocabulary, "ក"));
    }

    [Fact]
    public void Two_characters_are_looked_up_without_garbage()
    {
        var indexOf = VocabularyOf(0x20, 0x1780).GetMethod("IndexOf", [typeof(int)])!.CreateDelegate<Func<int, int>>();
        var sum = indexOf(0x1780);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var codePoint = 0; codePoint < 0x2000; codePoint++)
        {
            sum += indexOf(codePoint);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1 + 0 + 1 - (0x2000 - 2), sum);
    }

    /// <summary>The line that the documentation of the class shows, and what it says of the ids.</summary>
    [Fact]
    public void The_targets_of_a_model_are_made_of_it()
    {
        var vocabulary = new Generation(InputFile.Descriptors("font|a.ttf"), InputFile.Contents("vocabulary|20 1780 1F600"))
        {
            UserCode = """
                static class Use
                {
                    public static KhmerCache.Datasets.Vocabulary Targets() =>
                        new KhmerCache.Datasets.Vocabulary(KhmerVocabulary.Characters.EnumerateRunes());
                }
                """,
        }.Load().GetType("Use")!.GetMethod("Targets")!.Invoke(null, null);

        var targets = Assert.IsType<Vocabulary>(vocabulary);
        Assert.Equal([4, 5, 6, Vocabulary.Unknown], targets.Encode(" ក😀x"));
    }

    private static Type VocabularyOf(params int[] codePoints)
    {
        var list = string.Join(' ', codePoints.Select(codePoint => codePoint.ToString("X", CultureInfo.InvariantCulture)));
        return new Generation(InputFile.Descriptors("namespace|A"), InputFile.Contents("vocabulary|" + list)).Load().GetType("A.KhmerVocabulary", throwOnError: true)!;
    }

    private static void AssertHas(Type vocabulary, int[] codePoints)
    {
        Assert.Equal(string.Concat(codePoints.Select(codePoint => new Rune(codePoint).ToString())), vocabulary.GetField("Characters")!.GetRawConstantValue());
        Assert.Equal(codePoints.Length, vocabulary.GetField("Count")!.GetRawConstantValue());
        for (var index = 0; index < codePoints.Length; index += Math.Max(1, codePoints.Length / 1000))
        {
            var character = char.ConvertFromUtf32(codePoints[index]);
            Assert.Equal(index, IndexOf(vocabulary, codePoints[index]));
            Assert.Equal(index, IndexOf(vocabulary, character));
            Assert.Equal(codePoints[index], Call(vocabulary, "CodePointAt", index));
            Assert.Equal(character, Call(vocabulary, "CharacterAt", index));
        }
    }

    private static object? IndexOf<T>(Type vocabulary, T character) => vocabulary.GetMethod("IndexOf", [typeof(T) == typeof(string) ? typeof(string) : typeof(int)])!.Invoke(null, [character]);

    private static object? Call(Type vocabulary, string method, int index) => vocabulary.GetMethod(method)!.Invoke(null, [index]);
}
