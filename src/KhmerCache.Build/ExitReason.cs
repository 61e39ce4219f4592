using System.Globalization;

namespace KhmerCache.Build;

/// <summary>What an exit code says of the end of a process that did not choose it.</summary>
internal static class ExitReason
{
    /// <summary>What the runtime adds to the number of the signal that ended a process (POSIX).</summary>
    private const int Signal = 128;

    /// <summary>What the host of .NET ends with before a program has begun; elsewhere cut off to its last byte.</summary>
    private static readonly Dictionary<uint, string> HostFailures = new()
    {
        [0x80008083] = "the .NET host is missing or damaged",
        [0x80008087] = "the .NET runtime could not be started",
        [0x8000808C] = "a file of the worker is missing",
        [0x80008096] = "the .NET runtime that the worker needs, version 10, is not installed",
    };

    private static readonly Dictionary<int, string> Signals = new()
    {
        [2] = "SIGINT, it was interrupted",
        [4] = "SIGILL, it came upon what is no instruction",
        [6] = "SIGABRT, it gave itself up",
        [7] = "SIGBUS, it read a file that was cut off meanwhile, or a disk that fails",
        [8] = "SIGFPE, it calculated what can't be",
        [9] = "SIGKILL, somebody killed it; most often the system does when memory runs out",
        [11] = "SIGSEGV, native code read or wrote where nothing is",
        [15] = "SIGTERM, somebody ended it",
    };

    /// <summary>Windows: NTSTATUS codes, and those of the runtime.</summary>
    private static readonly Dictionary<uint, string> Statuses = new()
    {
        [0xC0000005] = "access violation, native code read or wrote where nothing is",
        [0xC000001D] = "it came upon what is no instruction",
        [0xC0000017] = "memory ran out",
        [0xC00000FD] = "stack overflow",
        [0xC0000135] = "a library is missing",
        [0xC000013A] = "it was interrupted",
        [0xC0000374] = "native code damaged its memory",
        [0xC0000409] = "native code gave itself up",
        [0xE0434352] = "an exception that nobody caught",
        [0x80131506] = "the runtime broke down",
        [0x80131623] = "it gave itself up",
    };

    /// <summary>Whether the process ended by what it did, such as native code that a font leads astray, and not by what others did to it.</summary>
    public static bool IsOwnFault(int exitCode) => exitCode is Signal + 4 or Signal + 6 or Signal + 7 or Signal + 8 or Signal + 11
        || (Statuses.TryGetValue(unchecked((uint)exitCode), out _) && unchecked((uint)exitCode) is not (0xC0000017 or 0xC0000135 or 0xC000013A));

    /// <summary>The exit code and, where it is known, what it means: <c>exit code 139 (SIGSEGV, …)</c>.</summary>
    public static string Of(int exitCode)
    {
        var meaning = exitCode > Signal && Signals.TryGetValue(exitCode - Signal, out var signal) ? signal
            : Statuses.TryGetValue(unchecked((uint)exitCode), out var status) ? status
            : HostFailures.TryGetValue(exitCode is > 0 and <= byte.MaxValue ? 0x80008000 | (uint)exitCode : unchecked((uint)exitCode), out var failure) ? failure
            : null;
        var code = exitCode < 0 ? $"0x{exitCode:X8}" : exitCode.ToString(CultureInfo.InvariantCulture);
        return meaning is null ? $"exit code {code}" : $"exit code {code} ({meaning})";
    }
}
