namespace KhmerCache.Storage;

/// <summary>
/// Some lines on the way into a segment: as short as in it, but for the symbols, which go by the numbers that the <see cref="LineDrafter"/> gave them until
/// all lines are known and the frequent symbols get the small ones.
/// </summary>
/// <param name="Drafter">Whose numbers they are.</param>
/// <param name="Bytes">The lines, one after the other, as <see cref="LineDrafter"/> writes them.</param>
/// <param name="Lines">How many they are.</param>
/// <param name="Images">The images of all of them.</param>
internal sealed record LineDraft(LineDrafter Drafter, byte[] Bytes, int Lines, int Images);
