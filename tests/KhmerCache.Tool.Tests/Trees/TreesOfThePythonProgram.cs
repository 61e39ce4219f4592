using System.Diagnostics;

namespace KhmerCache.Tool.Tests.Trees;

/// <summary>Trees that the Python way of caching writes, with Pillow: their pictures are not those of our renderer, and stay what they are.</summary>
public sealed class TreesOfThePythonProgram : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Pictures = 60;

    /// <summary>Reads two trees with Pillow, and prints how many pictures of the first are the same in the second.</summary>
    private const string Compare = """
        import pathlib, sys
        from PIL import Image
        same = 0
        for path in pathlib.Path(sys.argv[1], "images").iterdir():
            one, other = Image.open(path), Image.open(pathlib.Path(sys.argv[2], "images", path.name))
            same += (one.mode, one.size, one.tobytes()) == (other.mode, other.size, other.tobytes())
        print(same)
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData("tests/peers/pillow_files.py")]
    [InlineData("../shared/tools/peer_baseline.py")]
    public void Every_picture_comes_in_as_it_is_and_goes_out_again(string script)
    {
        var program = Path.GetFullPath(Repository.PathOf(script));
        Skip.IfNot(File.Exists(program), $"{script} is not there.");
        Interop.Peer.Need(Interop.Peer.Apt, HasPillow ? null : "python3-pil, python3-numpy or libraqm0 is missing.");
        Run(program, Repository.PathOf("samples/QuickStart/corpus/train.txt"), _workspace.PathOf("fonts"), $"{Pictures}", _workspace.PathOf("tree"));

        _workspace.Run("import", "--input", _workspace.PathOf("tree"), "--fonts", "fonts/*.ttf").Exits(0).Counts(("entries", Pictures), ("imported", Pictures), ("refused", 0));
        _workspace.Run("export", "--format", "files", "--output", _workspace.PathOf("tree2")).Exits(0);

        Assert.Equal($"{Pictures}\n", Run("-c", Compare, _workspace.PathOf("tree"), _workspace.PathOf("tree2")));
        Assert.Equal(
            new SeedTree(_workspace.PathOf("tree")).Index.Select(entry => entry.Key).Order(StringComparer.Ordinal),
            new SeedTree(_workspace.PathOf("tree2")).Index.Select(entry => entry.Key));
    }

    private static bool HasPillow => File.Exists(Python)
        && Start("-c", "import numpy; from PIL import Image, features; assert features.check('raqm')").ExitCode == 0;

    private static string Run(params string[] arguments) => Start(arguments).Exits(0).Output;

    private static Outcome Start(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, error.Result);
    }
}
