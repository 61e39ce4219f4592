using System.IO.Hashing;
using System.Runtime.InteropServices;
using KhmerCache.Rendering.Corpora;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Lines that stand in the corpora more than once: in one split, where they weigh more than others, or in two, where a model is tested on what it was trained
/// on. Texts are told apart by 128-bit hashes.
/// </summary>
internal sealed class RepeatedLineRule(CorpusFiles files)
{
    private readonly Dictionary<Hash128, LinePlace> _firsts = [];

    /// <summary>Notes a line; a finding where its text was there before.</summary>
    public Finding? Check(string label, LinePlace place)
    {
        var key = Hash128.Of(MemoryMarshal.AsBytes(label.AsSpan()));
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firsts, key, out var isThere);
        if (!isThere)
        {
            first = place;
            return null;
        }

        var (split, other) = (files.SplitOf(place.File).Name, files.SplitOf(first.File).Name);
        return split == other
            ? new Finding(DiagnosticCodes.DuplicateLine, 1, $"The line stands in the split '{split}' already: {files.NameOf(first)}. Delete one, unless it is meant to count twice.")
            : new Finding(DiagnosticCodes.SplitOverlap, 1, $"The line of the split '{split}' stands in '{other}' too: {files.NameOf(first)}. Delete one, or the scores say too much.");
    }
}
