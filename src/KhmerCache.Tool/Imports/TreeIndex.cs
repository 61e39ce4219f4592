using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// <c>cache_index.json</c> of a tree: from each key to text, font and paths. The paths are compared with what they have to be, and never opened: the Python program
/// writes them as it saw them where it ran.
/// </summary>
internal sealed class TreeIndex
{
    /// <summary>A gigabyte of entries.</summary>
    private const int MostEntries = 1 << 25;

    /// <summary>Levels within an entry. The Python program needs one.</summary>
    private const int DeepestEntry = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _path;
    private readonly JsonStream _json;
    private readonly Action<Diagnostic> _refuse;
    private readonly List<TreeEntry> _entries = [];

    private TreeIndex(Stream stream, string path, Action<Diagnostic> refuse) => (_json, _path, _refuse) = (new JsonStream(stream), path, refuse);

    /// <summary>Reads the entries that may come in.</summary>
    /// <param name="stream">The index.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <param name="refuse">Is told of the others.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The entries, in ascending order.</returns>
    /// <exception cref="KhmerCacheException">It is the manifest of a cache.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<TreeEntry> Read(Stream stream, string path, Action<Diagnostic> refuse, CancellationToken cancellationToken)
    {
        var index = new TreeIndex(stream, path, refuse);
        try
        {
            index.Read(cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException)
        {
            var (what, line) = (exception is JsonException ? "it is no JSON, or cut off" : exception.Message, index._json.Line);
            refuse(Refusal.Of(path, $"the index can't be read from line {line} on: {what}", "What it names after that was not looked at. Write the tree again, or mend the file.", line, exception).Diagnostic);
        }

        index._entries.Sort();
        return index._entries;
    }

    private void Read(CancellationToken cancellationToken)
    {
        if (!_json.Read() || _json.Type != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("it is no JSON object");
        }

        while (_json.Read() && _json.Type == JsonTokenType.PropertyName)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_entries.Count == MostEntries)
            {
                throw new InvalidDataException($"it names more than {MostEntries.ToString("N0", CultureInfo.InvariantCulture)} entries");
            }

            var (name, line) = (_json.Text, _json.Line);
            if (name == "format_version")
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.Configuration, "--input: this is a cache already, not a tree of files. Use it as it is, or take it over with 'khmercache pack' and 'khmercache restore'.", _path);
            }

            if (ReadEntry(name, out var entry) is { } fault)
            {
                _refuse(Refusal.Of(_path, $"{(name is null ? "an entry" : Refusal.Quote(name))} {fault}", "Write the tree again, or take the entry out of the index.", line).Diagnostic);
            }
            else
            {
                _entries.Add(entry);
            }
        }

        // Blanks may follow, and nothing else: the parser sees to it, as to an end that is missing.
        _json.Read();
    }

    /// <summary>Reads the value of an entry to its end, and returns what is wrong with it.</summary>
    private string? ReadEntry(string? name, out TreeEntry entry)
    {
        entry = default;
        Require(_json.Read());
        if (_json.Type != JsonTokenType.StartObject)
        {
            Skip();
            return "is no entry: its value is no object";
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? fault = null;
        while (ReadField(fields, ref fault))
        {
        }

        return fault ?? CheckFields(name, fields, out entry);
    }

    private bool ReadField(Dictionary<string, string> fields, ref string? fault)
    {
        Require(_json.Read());
        if (_json.Type == JsonTokenType.EndObject)
        {
            return false;
        }

        var field = _json.Text;
        Require(_json.Read());
        var (type, text) = (_json.Type, _json.Text);
        if (Skip() > DeepestEntry)
        {
            fault ??= $"is nested more than {DeepestEntry} levels deep";
        }

        if (field is null)
        {
            fault ??= "has a field whose name is not UTF-8";
        }
        else if (field is "text" or "font" or "image_path" or "metadata_path" && type != JsonTokenType.Null)
        {
            fault ??= type != JsonTokenType.String ? $"has a '{field}' that is no text"
                : text is null ? $"has a '{field}' that is not UTF-8"
                : fields.TryAdd(field, text) ? null
                : $"has '{field}' twice";
        }

        return true;
    }

    private static string? CheckFields(string? name, Dictionary<string, string> fields, out TreeEntry entry)
    {
        entry = default;
        if (name is not { Length: 32 } || name.AsSpan().ContainsAnyExcept(HexDigits))
        {
            return "is no key: that has 32 hexadecimal digits in lower case";
        }

        if (!fields.TryGetValue("text", out var text))
        {
            return "has no 'text'";
        }

        foreach (var (field, folder, extension) in (ReadOnlySpan<(string, string, string)>)[("image_path", TreeFolder.Images, ".png"), ("metadata_path", TreeFolder.Metadata, ".json")])
        {
            if (fields.TryGetValue(field, out var path) && !Names(path, folder, name + extension))
            {
                return $"has the {field} {Refusal.Quote(path)}, which does not name {folder}/{name}{extension} of the tree";
            }
        }

        entry = new TreeEntry(UInt128.Parse(name, NumberStyles.HexNumber, CultureInfo.InvariantCulture), TextHash.Of(Encoding.UTF8.GetBytes(text)), HashOf(fields.GetValueOrDefault("font")));
        return null;
    }

    /// <summary>The hash of what the index tells of a font: its path, or its last part.</summary>
    public static ulong HashOf(string? font) => font is null ? 0 : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(font));

    // As the program that wrote it saw it: with its cache folder in front, and with \ on Windows. It must not climb, nor name another file.
    private static bool Names(string path, string folder, string file) =>
        path.Split('/', '\\') is [.. var front, var parent, var last] && parent == folder && last == file
        && !front.Contains("..") && !path.Any(char.IsControl);

    /// <summary>Goes to the end of the value that has begun, and returns how deep it is.</summary>
    private int Skip()
    {
        var (depth, deepest) = (0, 0);
        while (true)
        {
            depth += _json.Type switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
            deepest = Math.Max(deepest, depth);
            if (depth == 0)
            {
                return deepest;
            }

            Require(_json.Read());
        }
    }

    private static void Require(bool hasMore)
    {
        if (!hasMore)
        {
            throw new InvalidDataException("it is cut off");
        }
    }
}
