using System.Text.Json;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All it wrote on standard output.</param>
/// <param name="Error">All it wrote on standard error.</param>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The most memory that the process took, in units of 1,048,576 bytes; 0 where it is not known.</summary>
    public long Megabytes { get; init; }

    /// <summary>The one object that <c>--json</c> prints; anything else on standard output fails the test.</summary>
    public JsonObject Json => Assert.IsType<JsonObject>(Parse(Output));

    /// <summary>The names of the fields of <see cref="Json"/>, in order.</summary>
    public string[] Fields => [.. Json.Select(pair => pair.Key)];

    /// <summary>What <c>--events</c> prints: an object a line; anything else on standard output fails the test.</summary>
    public JsonObject[] Events => [.. Output.TrimEnd('\n').Split('\n').Select(line => Assert.IsType<JsonObject>(Parse(line)))];

    public string Digest => (string)Json["content_digest"]!;

    public long Number(string field) => (long)Json[field]!;

    /// <summary>This outcome, where the command ended with <paramref name="exitCode"/>.</summary>
    public Outcome Exits(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}{Environment.NewLine}{Output}{Error}");
        return this;
    }

    /// <summary>Asserts that standard error has <paramref name="text"/> in it.</summary>
    public Outcome Says(string text)
    {
        Assert.Contains(text, Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that standard output has <paramref name="text"/> in it.</summary>
    public Outcome Prints(string text)
    {
        Assert.Contains(text, Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that standard error does not have <paramref name="text"/> in it.</summary>
    public Outcome DoesNotSay(string text)
    {
        Assert.DoesNotContain(text, Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that <see cref="Json"/> has these numbers.</summary>
    public Outcome Counts(params (string Field, long Value)[] numbers)
    {
        Assert.Equal(numbers, numbers.Select(number => (number.Field, Number(number.Field))));
        return this;
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new Xunit.Sdk.XunitException($"Not JSON ({exception.Message}):{Environment.NewLine}{json}");
        }
    }
}
