namespace KhmerCache.Build.Tests;

public class ParsingAWorkerLine
{
    [Fact]
    public void An_event_has_its_name_and_its_fields()
    {
        var parsed = WorkerEventParser.Parse("""{"event":"summary","planned":5600,"seconds":1.25e1,"content_digest":"ab","locked":true,"lock":null}""");

        Assert.NotNull(parsed);
        Assert.Equal("summary", parsed.Name);
        Assert.Equal(5600, parsed.Count("planned"));
        Assert.Equal(12.5, parsed.Number("seconds"));
        Assert.Equal("ab", parsed.Text("content_digest"));
        Assert.Equal(true, parsed.Fields["locked"]);
        Assert.Null(parsed.Fields["lock"]);
    }

    [Theory]
    [InlineData("""{"event":"x","text":"a\"b\\c\/d"}""", "a\"b\\c/d")]
    [InlineData("""{"event":"x","text":"\b\f\n\r\t"}""", "\b\f\n\r\t")]
    [InlineData("""{"event":"x","text":"\u1781\u17D2\u1798\u17c2\u179a"}""", "ខ្មែរ")]
    [InlineData("""{"event":"x","text":"ខ្មែរ"}""", "ខ្មែរ")]
    [InlineData("""{"event":"x","text":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"event":"x","text":"\u0000"}""", "\0")]
    [InlineData("""{"event":"x","text":""}""", "")]
    [InlineData("""  { "event" : "x" , "text" : "blanks" }  """, "blanks")]
    public void Text_is_what_its_escapes_mean(string line, string text) =>
        Assert.Equal(text, WorkerEventParser.Parse(line)?.Text("text"));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("2E-2", 0.02)]
    [InlineData("9007199254740991", 9007199254740991)]
    public void Numbers_are_read_alike_in_every_culture(string number, double value) =>
        Assert.Equal(value, WorkerEventParser.Parse($$"""{"event":"x","n":{{number}}}""")?.Number("n"));

    [Theory]
    [InlineData("")]
    [InlineData("Unhandled exception. System.IO.IOException: No space left on device")]
    [InlineData("error CS0001: not an event")]
    [InlineData("{}")]
    [InlineData("""["event"]""")]
    [InlineData("""{"event":1}""")]
    [InlineData("""{"Event":"x"}""")]
    [InlineData("""{"event":"x"}}""")]
    [InlineData("""{"event":"x"} trailing""")]
    [InlineData("""{"event":"x",}""")]
    [InlineData("""{"event":"x" "a":1}""")]
    [InlineData("""{'event':'x'}""")]
    [InlineData("""{"event":"x","a":[1]}""")]
    [InlineData("""{"event":"x","a":{"b":1}}""")]
    [InlineData("""{"event":"x","event":"y"}""")]
    [InlineData("""{"event":"x","a":01}""")]
    [InlineData("""{"event":"x","a":1.}""")]
    [InlineData("""{"event":"x","a":.5}""")]
    [InlineData("""{"event":"x","a":+1}""")]
    [InlineData("""{"event":"x","a":1e}""")]
    [InlineData("""{"event":"x","a":NaN}""")]
    [InlineData("""{"event":"x","a":True}""")]
    [InlineData("""{"event":"x","a":nul}""")]
    [InlineData("""{"event":"x","a":"unfinished}""")]
    [InlineData("""{"event":"x","a":"\q"}""")]
    [InlineData("""{"event":"x","a":"\u12"}""")]
    [InlineData("""{"event":"x","a":"\u12g4"}""")]
    [InlineData("""{"event":"x","a":"\u 12"}""")]
    [InlineData("""{"event":"x","a":"\ud83d"}""")]
    [InlineData("""{"event":"x","a":"\ud83dx"}""")]
    [InlineData("""{"event":"x","a":"\ud83d\u0041"}""")]
    [InlineData("""{"event":"x","a":"\ude00"}""")]
    [InlineData("{\"event\":\"x\",\"a\":\"tab\there\"}")]
    public void Anything_else_is_no_event(string line) => Assert.Null(WorkerEventParser.Parse(line));

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("\"7\"")]
    public void A_count_that_makes_no_sense_is_none(string value) =>
        Assert.Equal(0, WorkerEventParser.Parse($$"""{"event":"x","n":{{value}}}""")?.Count("n"));
}
