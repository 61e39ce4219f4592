namespace KhmerCache.Build;

/// <summary>One line of what the worker says: its name and flat fields of text, number (<see cref="double"/>), truth value or null.</summary>
/// <param name="Name">What kind of event it is: <c>progress</c>, <c>diagnostic</c>, <c>message</c> or <c>summary</c>.</param>
/// <param name="Fields">All fields of the line, <c>event</c> among them.</param>
internal sealed record WorkerEvent(string Name, IReadOnlyDictionary<string, object?> Fields)
{
    /// <summary>The text of a field, or null where it is absent or no text.</summary>
    public string? Text(string field) => Fields.TryGetValue(field, out var value) ? value as string : null;

    /// <summary>The number of a field, or 0 where it is absent or no number.</summary>
    public double Number(string field) => Fields.TryGetValue(field, out var value) && value is double number ? number : 0;

    /// <summary>The whole number of a field, such as a line or a count. 0 where it is absent or does not fit.</summary>
    public int Count(string field)
    {
        var number = Number(field);
        return number is >= 0 and <= int.MaxValue ? (int)number : 0;
    }
}
