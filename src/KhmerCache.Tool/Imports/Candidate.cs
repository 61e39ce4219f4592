namespace KhmerCache.Tool.Imports;

/// <summary>An entry whose metadata are sound. Its picture has not been looked at.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Pixels">How many pixels the picture is to have.</param>
internal sealed record Candidate(TreeEntry Entry, EntryMetadata Metadata, int Pixels);
