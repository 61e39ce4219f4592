using System.Text;

namespace KhmerCache.Tool.Tests;

/// <summary><c>--contents</c>: names of fonts and characters of labels, for the source generator, which reads neither fonts nor corpora.</summary>
public sealed class TellingTheGeneratorWhatThereIs : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private string File => _workspace.PathOf("obj/contents.tsv");

    [Fact]
    public void A_line_for_the_format_for_each_font_and_for_the_vocabulary()
    {
        _workspace.Write("corpus/train.txt", "ក a", "\U0001F600ខ");
        _workspace.Write("corpus/val.txt", "ab");

        Pregenerate("--lint", "never");

        Assert.Equal(
            $"format\t1\nfont\t{Workspace.FontA}\tKhmer OS\tRegular\nfont\t{Workspace.FontB}\tBattambang\tRegular\nvocabulary\t0020 0061 0062 1780 1781 1F600\n",
            Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)));
    }

    [Fact]
    public void The_vocabulary_is_that_of_what_datasets_return()
    {
        // A byte order mark, blanks at the ends and a carriage return are no part of a label, and a coeng stands before the vowel in the canonical order.
        _workspace.Write("corpus/train.txt", Encoding.UTF8.GetBytes("\uFEFF\tកា \r\n\r\nខ\n"));
        _workspace.Write("corpus/val.txt", "គ");

        Pregenerate();
        Assert.Equal("1780 1781 1782 17B6", Vocabulary);

        Pregenerate("--splits", "train");
        Assert.Equal("1780 1781 17B6", Vocabulary);

        Pregenerate("--max-lines", "1");
        Assert.Equal("1780 1782 17B6", Vocabulary);

        Pregenerate("--shard", "2/2");
        Assert.Equal("1780 1781 1782 17B6", Vocabulary);
    }

    [Fact]
    public void Where_nothing_is_to_be_done_it_is_told_all_the_same_and_written_only_when_it_differs()
    {
        _workspace.Pregenerate().Exits(0);

        Pregenerate();
        var content = System.IO.File.ReadAllText(File);
        var long_ago = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        System.IO.File.SetLastWriteTimeUtc(File, long_ago);
        Pregenerate();
        Assert.Equal(long_ago, System.IO.File.GetLastWriteTimeUtc(File));

        System.IO.File.WriteAllText(File, "something else");
        Pregenerate();
        Assert.Equal(content, System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void A_record_of_a_plan_from_before_there_was_a_vocabulary_is_made_again()
    {
        _workspace.Pregenerate().Exits(0);
        var folder = new Storage.CacheFolder(_workspace.Cache);
        var (name, plan) = Assert.Single(Storage.PlanRecords.ReadAll(folder));
        Storage.PlanRecords.Keep(folder, plan with { Facts = plan.Facts with { Vocabulary = null } });
        Assert.NotEqual(name, Assert.Single(Storage.PlanRecords.ReadAll(folder)).Name);

        Pregenerate();

        Assert.Equal(name, Assert.Single(Storage.PlanRecords.ReadAll(folder)).Name);
        Assert.NotEmpty(Vocabulary);
    }

    [Fact]
    public void Nothing_is_written_where_the_work_fails()
    {
        _workspace.Write("corpus/train.txt", [0xFF]);

        _workspace.Pregenerate("--contents", File).Exits(3);

        Assert.False(System.IO.File.Exists(File));
    }

    private string Vocabulary => System.IO.File.ReadAllLines(File)[^1].Split('\t')[1];

    // Relative to the project's folder, as all paths are.
    private void Pregenerate(params string[] options) => _workspace.Pregenerate(["--contents", "obj/contents.tsv", .. options]).Exits(0);
}
