using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

/// <summary><c>--project</c>: MSBuild itself says what the project has.</summary>
public sealed class TakingAProject : IDisposable
{
    private const string Items = """
        <ItemGroup>
          <KhmerFont Include="fonts/*.ttf" />
          <KhmerCorpus Include="corpus/train.txt" Split="train" />
          <KhmerCorpus Include="corpus/val.txt" Split="val" />
        </ItemGroup>
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Corpora_fonts_and_folder_are_those_of_the_project()
    {
        var project = Write("<KhmerCacheDir>images</KhmerCacheDir>");
        _workspace.PregenerateInto("expected", Workspace.All).Exits(0);

        var made = Workspace.Command("pregenerate", "--project", project, "--json").Exits(0).Json;

        Assert.Equal(Workspace.Images, (int)made["rendered"]!);
        _workspace.FilesOf("images").WithoutPlans.AreThoseOf(_workspace.FilesOf("expected").WithoutPlans);
        Assert.Equal(Workspace.Images, (int)Workspace.Command("stats", "--json", $"--project={_workspace.PathOf(".")}").Exits(0).Json["total_images"]!);
    }

    [Fact]
    public void Settings_are_those_of_the_project()
    {
        var project = Write("<KhmerCacheImageHeight> 48 </KhmerCacheImageHeight><KhmerCacheMaxLines>3</KhmerCacheMaxLines><KhmerCacheSplits>train</KhmerCacheSplits><KhmerCacheFontsPerLine>1</KhmerCacheFontsPerLine><KhmerCacheSeed>7</KhmerCacheSeed>");
        _workspace.PregenerateInto("expected", [.. Workspace.All, "--image-height", "48", "--max-lines", "3", "--splits", "train", "--fonts-per-line", "1", "--seed", "7"]).Exits(0);

        var made = Workspace.Command("pregenerate", "--project", project, "--json").Exits(0).Json;

        Assert.Equal(3, (int)made["planned"]!);
        _workspace.FilesOf("data/synthetic").WithoutPlans.AreThoseOf(_workspace.FilesOf("expected").WithoutPlans);
    }

    [Fact]
    public void What_the_command_line_says_goes_before_the_project()
    {
        var project = Write("<KhmerCacheImageHeight>48</KhmerCacheImageHeight>");

        Workspace.Command("pregenerate", "--project", project, "--image-height", "20", "--cache-dir", _workspace.Cache, "--corpus", "train=corpus/val.txt", "--json").Exits(0);

        var recipes = JsonNode.Parse(File.ReadAllText(Export()))!;
        Assert.All(recipes["recipes"]!.AsArray(), recipe => Assert.Equal(20, (int)recipe!["image_height"]!));
        Assert.Equal(["train"], recipes["splits"]!.AsObject().Select(split => split.Key));
        Assert.False(Directory.Exists(_workspace.PathOf("data")));

        string Export()
        {
            _workspace.Run("export", "--output", _workspace.PathOf("info.json")).Exits(0);
            return _workspace.PathOf("info.json");
        }
    }

    [Fact]
    public void The_lock_of_the_project_is_kept()
    {
        var project = Write("<KhmerCacheLock>true</KhmerCacheLock>");

        Workspace.Command("pregenerate", "--project", project).Exits(0);

        Assert.True(File.Exists(_workspace.PathOf("khmercache.lock.json")));
    }

    /// <summary>Guards against a team's cache that is cleaned by somebody who meant his own.</summary>
    [Fact]
    public void The_remote_cache_of_the_project_is_used_but_not_cleaned()
    {
        var project = Write($"<KhmerCacheRemote>{new Uri(_workspace.PathOf("remote")).AbsoluteUri}</KhmerCacheRemote><KhmerCachePush>true</KhmerCachePush>");

        Workspace.Command("pregenerate", "--project", project, "--json").Exits(0).Counts(("rendered", Workspace.Images), ("pushed_segments", 2));
        Workspace.Command("push", "--project", project, "--json").Exits(0).Counts(("pushed_segments", 0), ("already_there", 2));
        Workspace.Command("pull", "--project", project, "--cache-dir", _workspace.PathOf("other"), "--json").Exits(0).Counts(("pulled_segments", 2));
        Assert.Contains("kept", Workspace.Command("gc", "--project", project, "--json").Exits(0).Fields);
    }

    [Theory]
    [InlineData("missing.csproj", "there is no file or folder 'missing.csproj'")]
    [InlineData("", "--project is empty")]
    [InlineData("corpus", "has no project file")]
    public void What_is_no_project_is_told(string path, string message) =>
        Assert.Contains(message, Workspace.Command("stats", "--project", path.Length > 0 && path != "missing.csproj" ? _workspace.PathOf(path) : path).Exits(2).Error, StringComparison.Ordinal);

    [Fact]
    public void Several_projects_in_a_folder_are_named()
    {
        Write("");
        _workspace.Write("Other.csproj", "<Project />");

        Assert.Contains("Name one of MyTraining.csproj, Other.csproj", Workspace.Command("stats", "--project", _workspace.PathOf(".")).Exits(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_the_package_is_told_how_to_get_it()
    {
        var project = _workspace.Write("Other.csproj", "<Project />");

        Assert.Contains("dotnet add package KhmerCache.Build", Workspace.Command("stats", "--project", project).Exits(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_MSBuild_finds_wrong_is_passed_on()
    {
        var project = _workspace.Write("Broken.csproj", "<Project><PropertyGroup></Project>");

        var error = Workspace.Command("stats", "--project", project).Exits(2).Error;

        Assert.Contains("MSBuild can't read the project", error, StringComparison.Ordinal);
        Assert.Contains("MSB4025", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_without_a_split_is_told()
    {
        var project = Write("", """<ItemGroup><KhmerCorpus Include="corpus/val.txt" /></ItemGroup>""");

        Assert.Contains("does not say which split it belongs to", Workspace.Command("pregenerate", "--project", project).Exits(2).Error, StringComparison.Ordinal);
    }

    private string Write(string properties, string items = Items) => _workspace.Write("MyTraining.csproj", $"""
        <Project>
          <Import Project="{Repository.PathOf("build/KhmerCache.Build.props")}" />
          <PropertyGroup>{properties}</PropertyGroup>
          {items}
          <Import Project="{Repository.PathOf("build/KhmerCache.Build.targets")}" />
        </Project>
        """);
}
