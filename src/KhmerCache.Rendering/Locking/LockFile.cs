using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KhmerCache.Corpora;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Locking;

/// <summary>The file that a lock lies in.</summary>
internal static class LockFile
{
    /// <summary>Thousands of corpora and fonts take one.</summary>
    private const int MaxLength = 64 << 20;

    /// <summary>What to do where a change is meant.</summary>
    /// <param name="path">The lock.</param>
    public static string Remedy(string path) =>
        $"If the change is meant, build once with KhmerCacheLockedMode=false ('khmercache pregenerate' without --locked) and commit {Path.GetFileName(path)}.";

    /// <summary>Reads a lock; null where there is none.</summary>
    /// <exception cref="KhmerCacheException">It can't be read, is damaged, or is of an unknown version.</exception>
    public static ProjectLock? Read(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(ReadBytes(path), path) : null;
        }
        catch (JsonException exception)
        {
            throw Refuse(
                path, $"The lock is damaged: {FirstSentenceOf(exception)}.", (int)(exception.LineNumber + 1 ?? 0), (int)(exception.BytePositionInLine + 1 ?? 0), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.LockNotUsable, $"The lock can't be read: {exception.Message} Check its permissions.", path, innerException: exception);
        }
    }

    /// <summary>Writes a lock, unless the file holds it already.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ProjectLock locked, ProjectLock? before)
    {
        // By what it says: a checkout may have given it other line ends.
        var json = LockJson.Write(locked);
        if (before is null || !LockJson.Write(before).AsSpan().SequenceEqual(json))
        {
            WholeFile.WriteIfDifferent(path, json);
        }
    }

    /// <summary>The error where a lock has to be there and is not.</summary>
    public static KhmerCacheException Missing(string path) => new(
        DiagnosticCodes.LockNotUsable,
        $"There is no lock to compare with. Build once with KhmerCacheLock=true and KhmerCacheLockedMode=false ('khmercache pregenerate' without --locked) and commit {Path.GetFileName(path)}.",
        path);

    private static byte[] ReadBytes(string path)
    {
        using var stream = OrdinaryFile.Open(path);
        if (stream.Length > MaxLength)
        {
            throw Refuse(path, $"The lock has more than {MaxLength >> 20} MB.");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static ProjectLock Parse(byte[] json, string path)
    {
        if (!Utf8.IsValid(json))
        {
            throw Refuse(path, "The lock is damaged: it is not UTF-8.");
        }

        // The version first: a later one may look otherwise.
        using (var document = JsonDocument.Parse(json))
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format_version", out var version))
            {
                throw Refuse(path, "The lock is damaged: it has no format_version.", 1, 1);
            }

            if (version.ToString() != ProjectLock.KnownVersion.ToString(CultureInfo.InvariantCulture))
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.LockNotUsable,
                    $"The lock has format version {version}; this program knows version {ProjectLock.KnownVersion}. Update KhmerCache, or delete the file and have it made anew.",
                    path);
            }
        }

        var locked = LockJson.Read(json)!;
        if (locked.Corpora.Any(corpus => corpus is null) || locked.Fonts.Any(font => font is null) || locked.Settings.Splits.Any(split => split is null))
        {
            throw Refuse(path, "The lock is damaged: it has null in the place of a corpus, a font or a split.");
        }

        return FirstTwice(locked.Corpora.Select(corpus => $"'{corpus.Path}' of split '{corpus.Split}'")) is { } corpus
            ? throw Refuse(path, $"The lock is damaged: it has the corpus {corpus} twice.")
            : FirstTwice(locked.Fonts.Select(font => $"'{font.Path}'")) is { } font
                ? throw Refuse(path, $"The lock is damaged: it has the font {font} twice.")
                : locked;
    }

    private static string? FirstTwice(IEnumerable<string> names) => names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;

    // What follows tells the place once more.
    private static string FirstSentenceOf(JsonException exception) => exception.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].TrimEnd('.');

    private static KhmerCacheException Refuse(string path, string what, int line = 0, int column = 0, Exception? innerException = null) => new(
        DiagnosticCodes.LockNotUsable,
        $"{what} Take it from version control again, or delete it and build once with KhmerCacheLock=true and KhmerCacheLockedMode=false ('khmercache pregenerate' without --locked), which makes it anew.",
        path,
        line,
        column,
        innerException);
}
