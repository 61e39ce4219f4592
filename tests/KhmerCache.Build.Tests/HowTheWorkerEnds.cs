namespace KhmerCache.Build.Tests;

public class HowTheWorkerEnds
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_failure_that_a_diagnostic_explains_is_one_error(int exitCode)
    {
        var task = new FakePregenerate { Says = ["""{"event":"diagnostic","severity":"error","code":"KHC1001","message":"no such file"}"""], Exits = exitCode };

        Assert.False(task.Execute());
        Assert.Equal("KHC1001", task.OnlyError.Code);
    }

    [Fact]
    public void An_error_fails_the_task_even_where_the_worker_ends_well()
    {
        var task = new FakePregenerate { Says = ["""{"event":"diagnostic","severity":"error","code":"KHC1001","message":"no such file"}"""] };

        Assert.False(task.Execute());
        Assert.Equal("KHC1001", task.OnlyError.Code);
    }

    [Fact]
    public void A_crash_is_one_error_with_the_last_lines()
    {
        var task = new FakePregenerate
        {
            Grumbles = [.. Enumerable.Range(1, 30).Select(line => $"line {line}"), "", "Unhandled exception. {0}"],
            Exits = 134,
        };

        Assert.False(task.Execute());
        var error = task.OnlyError;
        Assert.Equal(("KHC5001", task.ProjectFile), (error.Code, error.File));
        Assert.Contains("exit code 134", error.Message, StringComparison.Ordinal);
        Assert.Contains("Unhandled exception. {0}", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 30", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 10" + Environment.NewLine, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(139, "exit code 139 (SIGSEGV, native code ")]
    [InlineData(137, "exit code 137 (SIGKILL, somebody killed it; most often the system does when memory runs out)")]
    [InlineData(134, "exit code 134 (SIGABRT, ")]
    [InlineData(unchecked((int)0xC0000005), "exit code 0xC0000005 (access violation, ")]
    [InlineData(unchecked((int)0xC00000FD), "exit code 0xC00000FD (stack overflow)")]
    [InlineData(150, "exit code 150 (the .NET runtime that the worker needs, version 10, is not installed)")]
    [InlineData(unchecked((int)0x80008096), "exit code 0x80008096 (the .NET runtime that the worker needs, version 10, is not installed)")]
    [InlineData(99, "exit code 99 without")]
    public void What_an_exit_code_means_is_told(int exitCode, string message)
    {
        var task = new FakePregenerate { Exits = exitCode };

        Assert.False(task.Execute());
        Assert.Equal("KHC5001", task.OnlyError.Code);
        Assert.Contains(message, task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_was_at_when_it_crashed_is_told()
    {
        var task = new FakePregenerate
        {
            Says = ["""{"event":"progress","on":"opening fonts/a.ttf"}""", """{"event":"progress","on":"opening fonts/b.ttf"}"""],
            Exits = 139,
        };

        Assert.False(task.Execute());
        Assert.Contains("It was opening fonts/b.ttf: ", task.OnlyError.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a.ttf", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_was_killed_is_not_blamed_on_a_font_and_what_it_was_at_is_told_in_short()
    {
        var task = new FakePregenerate { Says = [$$"""{"event":"progress","on":"shaping in {{new string('x', 9_999)}}"}"""], Exits = 137 };

        Assert.False(task.Execute());
        Assert.DoesNotContain("take it out", task.OnlyError.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("It wrote nothing", task.OnlyError.Message, StringComparison.Ordinal);
        Assert.InRange(task.OnlyError.Message!.Length, 1, 900);
    }

    [Fact]
    public void A_crash_after_an_error_is_told_as_well()
    {
        var task = new FakePregenerate { Says = ["""{"event":"diagnostic","severity":"error","code":"KHC1001","message":"no such file"}"""], Exits = 139 };

        Assert.False(task.Execute());
        Assert.Equal(["KHC1001", "KHC5001"], task.Engine.Errors.Select(error => error.Code));
    }

    [Fact]
    public void A_silent_end_says_that_it_was_silent()
    {
        var task = new FakePregenerate { Exits = 3 };

        Assert.False(task.Execute());
        Assert.Contains("It wrote nothing.", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_worker_is_one_error_with_a_remedy()
    {
        var task = new FakePregenerate { WorkerPath = "nowhere/KhmerCache.Tool.dll" };

        Assert.False(task.Execute());
        Assert.False(task.WasStarted);
        Assert.Equal("KHC5006", task.OnlyError.Code);
        Assert.Contains("restore again", task.OnlyError.Message, StringComparison.Ordinal);
    }

    /// <summary>Guards against a stack trace of MSBuild's (MSB6003), as in builds of Visual Studio on a machine without an SDK in PATH.</summary>
    [Fact]
    public void A_missing_host_is_one_error_with_a_remedy()
    {
        var task = new FakePregenerate { HasHost = false };

        Assert.False(task.Execute());
        Assert.False(task.WasStarted);
        Assert.Equal("KHC5012", task.OnlyError.Code);
        Assert.Contains("PATH", task.OnlyError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_it_wrote_is_in_a_file_that_the_error_names()
    {
        var folder = Directory.CreateTempSubdirectory("a build ");
        try
        {
            var log = Path.Combine(folder.FullName, "KhmerCache.worker.log");
            var task = new FakePregenerate
            {
                LogFile = log,
                Says = ["""{"event":"progress","on":"opening fonts/a.ttf"}"""],
                Grumbles = [.. Enumerable.Range(1, 30).Select(line => $"line {line}")],
                Exits = 139,
            };

            Assert.False(task.Execute());
            Assert.Contains($"All that it wrote is in '{log}'.", task.OnlyError.Message, StringComparison.Ordinal);
            Assert.Equal([.. task.Grumbles, .. task.Says], File.ReadAllLines(log));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
