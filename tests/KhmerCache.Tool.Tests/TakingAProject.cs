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

    /// <summary>Guards against a command that takes the first lines of other files than the build and the generated code do: by their whole paths, the two stand the other way round.</summary>
    [Fact]
    public void The_files_of_a_split_are_ordered_by_their_paths_in_the_project()
    {
        Directory.Move(_workspace.PathOf("corpus"), _workspace.PathOf("zzz"));
        Directory.CreateDirectory(_workspace.PathOf("app"));
        _workspace.Write("app/val.txt", "ភាសាខ្មែរ\n");
        var project = Write(
            "<KhmerCacheLock>true</KhmerCacheLock>",
            """<ItemGroup><KhmerFont Include="../fonts/*.ttf" /><KhmerCorpus Include="val.txt;../zzz/train.txt" Split="train" /></ItemGroup>""",
            "app/MyTraining.csproj");

        Workspace.Command("pregenerate", "--project", project).Exits(0);

        var locked = JsonNode.Parse(File.ReadAllText(_workspace.PathOf("app/khmercache.lock.json")))!["corpora"]!.AsArray();
        Assert.Equal(["../zzz/train.txt", "val.txt"], locked.Select(corpus => (string)corpus!["path"]!));
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

    /// <summary>The folder is the build's, whose separators are those of the system: <c>data\images</c> would be the name of another one on Linux.</summary>
    [Fact]
    public void The_folder_is_the_one_that_a_build_takes()
    {
        var project = Write("<KhmerCacheDir>data\\images</KhmerCacheDir>");

        Workspace.Command("pregenerate", "--project", project).Exits(0);

        Assert.True(File.Exists(_workspace.PathOf("data/images/cache_index.json")));
    }

    [Theory]
    [InlineData("<KhmerCacheLockedMode>true</KhmerCacheLockedMode>")]
    [InlineData("<ContinuousIntegrationBuild>true</ContinuousIntegrationBuild>")]
    public void A_lock_that_only_is_compared_with_is_not_written(string properties)
    {
        Workspace.Command("pregenerate", "--project", Write("<KhmerCacheLock>true</KhmerCacheLock>")).Exits(0);
        var before = File.ReadAllBytes(_workspace.PathOf("khmercache.lock.json"));
        _workspace.Write("corpus/val.txt", Repository.Val(3));

        Assert.Contains("KHC4001", Workspace.Command("pregenerate", "--project", Write(properties)).Exits(3).Error, StringComparison.Ordinal);

        Assert.Equal(before, File.ReadAllBytes(_workspace.PathOf("khmercache.lock.json")));
    }

    [Fact]
    public void A_packed_cache_to_begin_with_is_the_project_s()
    {
        _workspace.Pregenerate().Exits(0);
        _workspace.Run("pack", "--output", _workspace.PathOf("packed.tar")).Exits(0);

        Workspace.Command("pregenerate", "--project", Write("<KhmerCacheRestoreFrom>packed.tar</KhmerCacheRestoreFrom>"), "--json").Exits(0).Counts(("rendered", 0), ("restored_images", Workspace.Images));
    }

    /// <summary>Guards against numbers of other labels than those that were pregenerated.</summary>
    [Fact]
    public void Stats_count_the_lines_as_they_were_pregenerated()
    {
        // The vowel stands before its subscript, and is put behind it.
        _workspace.Write("corpus/train.txt", ["\u1781\u17c2\u17d2\u1798", .. Repository.Train(4)]);
        var project = Write("<KhmerCacheNormalize>true</KhmerCacheNormalize><KhmerCacheMaxLines>3</KhmerCacheMaxLines><KhmerCacheSplits>train</KhmerCacheSplits>");
        Workspace.Command("pregenerate", "--project", project).Exits(0);

        var fonts = Workspace.Command("stats", "--project", project, "--json").Exits(0).Json["fonts_by_split"]!.AsArray();

        Assert.All(fonts, font => Assert.Equal("""{"train":3}""", font!["splits"]!.ToJsonString()));
    }

    [Fact]
    public void An_export_is_what_the_project_asks_for()
    {
        var project = Write("<KhmerCacheImageHeight>48</KhmerCacheImageHeight><KhmerCacheFontsPerLine>1</KhmerCacheFontsPerLine><KhmerCacheSeed>7</KhmerCacheSeed>");
        Workspace.Command("pregenerate", "--project", project).Exits(0);
        _workspace.RunOn(_workspace.PathOf("data/synthetic"), "pregenerate", Workspace.All).Exits(0);

        var export = Workspace.Command("export", "--project", project, "--format", "png", "--output", _workspace.PathOf("out"), "--json").Exits(0);

        Assert.Equal($$"""{"train":{{Workspace.TrainLines}},"val":{{Workspace.ValLines}}}""", export.Json["splits"]!.ToJsonString());
        export.Counts(("missing", 0));
    }

    /// <summary>Each command that has a cache folder, from a folder that is not the project's.</summary>
    [Theory]
    [InlineData("compact")]
    [InlineData("gc")]
    [InlineData("bench")]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("export", "--output", "info.json")]
    [InlineData("pack", "--output", "packed.tar")]
    [InlineData("report", "--output", "report.html")]
    [InlineData("clear", "--yes")]
    public void A_relative_cache_folder_starts_from_the_project_s(string verb, params string[] options)
    {
        var project = Write("");
        Workspace.Command("pregenerate", "--project", project, "--cache-dir", "elsewhere/cache").Exits(0);
        Assert.True(File.Exists(_workspace.PathOf("elsewhere/cache/cache_index.json")));

        Workspace.Command([verb, "--project", project, "--cache-dir", "elsewhere/cache", .. options.Select(option => option.Contains('.', StringComparison.Ordinal) ? _workspace.PathOf(option) : option)]).Exits(0);
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

    private string Write(string properties, string items = Items, string path = "MyTraining.csproj") => _workspace.Write(path, $"""
        <Project>
          <Import Project="{Repository.PathOf("build/KhmerCache.Build.props")}" />
          <PropertyGroup>{properties}</PropertyGroup>
          {items}
          <Import Project="{Repository.PathOf("build/KhmerCache.Build.targets")}" />
        </Project>
        """);
}
