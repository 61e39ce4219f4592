using System.Globalization;

namespace KhmerCache.Rendering.Watching;

/// <summary>What a thread works at: one call into native code, or a few. Written by that thread, read by the one that waits for it.</summary>
internal sealed class Step
{
    private FontDescriptor? _font;
    private object? _what;
    private Func<object, string>? _describe;

    // Odd while the thread is at work.
    private int _count;

    private int _lastCount;
    private int _looks;

    /// <summary>Begins.</summary>
    public Scope Begin(FontDescriptor font, object what, Func<object, string> describe)
    {
        (_font, _what, _describe) = (font, what, describe);
        Volatile.Write(ref _count, _count + 1);
        return new Scope(this);
    }

    /// <summary>Looks at the thread, and returns how many looks before this one found it at the same work.</summary>
    public int Look()
    {
        var count = Volatile.Read(ref _count);
        _looks = count == _lastCount && count % 2 != 0 ? _looks + 1 : 0;
        _lastCount = count;
        return _looks;
    }

    /// <summary>The error for a step that does not end.</summary>
    public KhmerCacheException TookTooLong(TimeSpan limit) => new(
        DiagnosticCodes.TimeLimit,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Describe()} took longer than {limit.TotalSeconds} s and was given up. The font is damaged or meant to do harm: take it out of the fonts, or replace it by a sound copy."),
        _font!.FilePath);

    // It may have ended in this very moment.
    private string Describe() => _describe is { } describe && _what is { } what ? describe(what) : "Work with the font";

    private void End()
    {
        Volatile.Write(ref _count, _count + 1);

        // What was worked at may hold much memory.
        (_what, _describe) = (null, null);
    }

    /// <summary>Ends the step when it is disposed of.</summary>
    internal readonly ref struct Scope(Step step)
    {
        public void Dispose() => step.End();
    }
}
