using Microsoft.Build.Framework;

namespace KhmerCache.Build.Tests;

public class WhatTheWorkerSays
{
    [Fact]
    public void A_diagnostic_becomes_a_warning_with_its_code_and_place()
    {
        var task = new FakePregenerate
        {
            Says = ["""{"event":"diagnostic","severity":"warning","code":"KHC1004","message":"U+1F600 {0} is not in the font","file":"/c/train.txt","line":3,"column":7}"""],
        };

        Assert.True(task.Execute());
        var warning = Assert.Single(task.Engine.Warnings);
        Assert.Equal(
            ("KhmerCache", "KHC1004", "/c/train.txt", 3, 7, "U+1F600 {0} is not in the font"),
            (warning.Subcategory, warning.Code, warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message));
    }

    [Fact]
    public void A_diagnostic_without_a_file_is_about_the_project()
    {
        var task = new FakePregenerate { Says = ["""{"event":"diagnostic","severity":"error","code":"KHC3002","message":"can't write"}"""], Exits = 3 };

        Assert.False(task.Execute());
        Assert.Equal(("KHC3002", task.ProjectFile, 0), (task.OnlyError.Code, task.OnlyError.File, task.OnlyError.LineNumber));
    }

    [Fact]
    public void Information_is_a_message_with_a_place_that_a_user_sees()
    {
        var task = new FakePregenerate { Says = ["""{"event":"diagnostic","severity":"info","code":"KHC3007","message":"left over","file":"/c/x.arrow"}"""] };

        Assert.True(task.Execute());
        Assert.Contains(task.Engine.Messages, message => message.Code == "KHC3007" && message.File == "/c/x.arrow" && message.Importance == MessageImportance.High);
        Assert.Empty(task.Engine.Warnings);
    }

    [Fact]
    public void The_summary_line_is_what_a_user_sees_and_progress_is_not_in_the_way()
    {
        var task = new FakePregenerate
        {
            Says = ["""{"event":"progress","done":1200,"total":5600}""", """{"event":"message","text":"5600 images: 5600 rendered"}"""],
        };

        Assert.True(task.Execute());
        Assert.Equal(MessageImportance.Normal, ImportanceOf("KhmerCache: 1200 of 5600"));
        Assert.Equal(MessageImportance.High, ImportanceOf("5600 images: 5600 rendered"));

        MessageImportance ImportanceOf(string text) => Assert.Single(task.Engine.Messages, message => message.Message == text).Importance;
    }

    [Fact]
    public void The_numbers_of_the_summary_are_outputs()
    {
        var task = new FakePregenerate
        {
            Says = ["""{"event":"summary","planned":10,"rendered":4,"cached":5,"skipped":1,"seconds":0.25,"content_digest":"00ff"}"""],
        };

        Assert.True(task.Execute());
        Assert.Equal((10, 4, 5, 1, 0.25, "00ff"), (task.Planned, task.Rendered, task.Cached, task.Skipped, task.Seconds, task.ContentDigest));
    }

    [Fact]
    public void Text_that_looks_like_an_error_is_none()
    {
        var task = new FakePregenerate
        {
            Says = ["corpus.txt(3,7): error KHC1002: only text", """{"event":"message","text":"error KHC1002: only text"}"""],
            Grumbles = ["error CS0001: only text", """{"event":"diagnostic","severity":"error","code":"KHC1001","message":"on the wrong stream"}"""],
        };

        Assert.True(task.Execute());
        Assert.Empty(task.Engine.Errors);
        Assert.Empty(task.Engine.Warnings);
    }

    [Fact]
    public void An_event_of_a_later_worker_is_no_reason_to_fail()
    {
        var task = new FakePregenerate { Says = ["""{"event":"telepathy","text":"hm"}"""] };

        Assert.True(task.Execute());
    }

    [Fact]
    public void Nothing_is_said_where_the_worker_says_nothing()
    {
        var task = new FakePregenerate();

        Assert.True(task.Execute());
        Assert.DoesNotContain(task.Engine.Messages, message => message.Importance == MessageImportance.High);
    }
}
