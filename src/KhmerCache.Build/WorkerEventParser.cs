namespace KhmerCache.Build;

/// <summary>
/// Reads a line of the worker's output: one flat JSON object (RFC 8259) with a text field <c>event</c>.
/// Written by hand because a task must not bring an assembly into MSBuild that another task brings in another version.
/// </summary>
internal static class WorkerEventParser
{
    /// <summary>The event in <paramref name="line"/>, or null where it is anything else: nothing is guessed from free text.</summary>
    public static WorkerEvent? Parse(string line)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        return new JsonCursor(line).TryReadFlatObject(fields) && fields.TryGetValue("event", out var name) && name is string text
            ? new WorkerEvent(text, fields)
            : null;
    }
}
