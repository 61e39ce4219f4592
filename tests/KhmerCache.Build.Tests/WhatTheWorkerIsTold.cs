using Microsoft.Build.Utilities;

namespace KhmerCache.Build.Tests;

public class WhatTheWorkerIsTold
{
    [Fact]
    public void The_verb_stands_on_the_command_line_and_a_path_with_blanks_in_quotes()
    {
        var folder = Directory.CreateTempSubdirectory("a worker ");
        try
        {
            var worker = Path.Combine(folder.FullName, "KhmerCache.Tool.dll");
            File.WriteAllText(worker, "");
            var task = new FakePregenerate { WorkerPath = worker };

            Assert.True(task.Execute());
            Assert.Equal($"exec \"{worker}\" pregenerate", task.CommandLine);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Each_option_is_one_line_with_absolute_paths_and_in_quotes_where_it_has_blanks()
    {
        var task = new FakePregenerate
        {
            Corpora =
            [
                FakePregenerate.Corpus("corpus/train 1.txt", "train"), FakePregenerate.Corpus("corpus/val.txt", " val "),
                FakePregenerate.Corpus("../shared/train2.txt", "train"),
            ],
            Fonts = [new TaskItem("fonts/ខ្មែរ.ttf"), new TaskItem(Path.GetFullPath("/fonts/#1@home.ttf"))],
            ImageHeight = "48",
            MaxLines = " ",
            Splits = ["train;val"],
            FontsPerLine = "all",
            Seed = "7",
            Jobs = "2",
            Shard = "1/4",
            OnUnrenderable = "error",
            Lint = "off",
            MaxLineLength = "200",
            Normalize = "YES",
            NoWarn = ["CS1591", " KHC1017 ", "NU1603,khc1031"],
        };

        Assert.True(task.Execute());
        Assert.Equal(
            [
                "--events",
                $"--parent={Environment.ProcessId}",
                $"\"--cache-dir={FakePregenerate.InProject("data/synthetic")}\"",
                $"\"--project-directory={FakePregenerate.Folder}\"",
                $"\"--corpus=train={FakePregenerate.InProject("corpus/train 1.txt")};{FakePregenerate.InProject("../shared/train2.txt")}\"",
                $"\"--corpus=val={FakePregenerate.InProject("corpus/val.txt")}\"",
                $"\"--fonts={FakePregenerate.InProject("fonts/ខ្មែរ.ttf")}\"",
                $"--fonts={Path.GetFullPath("/fonts/#1@home.ttf")}",
                "--image-height=48",
                "--splits=train",
                "--splits=val",
                "--fonts-per-line=all",
                "--seed=7",
                "--jobs=2",
                "--shard=1/4",
                "--on-unrenderable=error",
                "--max-line-length=200",
                "--no-warn=KHC1017",
                "--no-warn=KHC1031",
                "--normalize",
                "--lint=never",
            ],
            task.ResponseFile);
    }

    [Fact]
    public void It_is_told_of_a_remote_cache()
    {
        var task = new FakePregenerate { Remote = " s3://bucket/prefix?region=eu-central-1 ", Push = "true", RemoteRequired = "On" };

        Assert.True(task.Execute());
        Assert.Equal(["--remote=s3://bucket/prefix?region=eu-central-1", "--push", "--remote-required"], task.ResponseFile.SkipWhile(token => !token.StartsWith("--remote=", StringComparison.Ordinal)).Take(3));
    }

    /// <summary>Guards against a lock that is written by a build whose warnings MSBuild makes errors afterwards.</summary>
    [Fact]
    public void It_knows_which_warnings_fail_the_build()
    {
        var task = new FakePregenerate { WarningsAsErrors = ["CS1591;KHC3001"], WarningsNotAsErrors = ["KHC1004"], NoWarn = ["KHC1017"] };
        Assert.True(task.Execute());
        Assert.Equal(["--warn-as-error=KHC3001"], task.ResponseFile.Where(token => token.StartsWith("--warn", StringComparison.Ordinal)));

        task.TreatWarningsAsErrors = "true";
        Assert.True(task.Execute());
        Assert.Equal(
            ["--warn-as-error=KHC3001", "--warn-as-error=all", "--warn-not-as-error=KHC1004", "--warn-not-as-error=KHC1017"],
            task.ResponseFile.Where(token => token.StartsWith("--warn", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_not_set_or_as_it_is_by_default_is_not_told()
    {
        var task = new FakePregenerate { Lint = "true", Normalize = "false" };

        Assert.True(task.Execute());
        Assert.Equal(["--events", "--parent", "--cache-dir", "--project-directory", "--corpus", "--fonts", "--lint"], task.ResponseFile.Select(token => token.Trim('"').Split('=')[0]));
    }

    [Fact]
    public void The_host_that_runs_the_build_runs_the_worker() =>
        Assert.Equal("/sdk/dotnet", DotNetHost.Find(name => name == "DOTNET_HOST_PATH" ? "/sdk/dotnet" : null, path => path == "/sdk/dotnet"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/gone/dotnet")]
    public void Without_such_a_host_the_one_in_the_path_does(string? hostPath) =>
        Assert.Equal(OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet", DotNetHost.Find(_ => hostPath, _ => false));
}
