using HarfBuzzSharp;

namespace KhmerCache.Rendering.Text;

/// <summary>A stretch of a line that is shaped as one, in one script.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="Length">Its length in UTF-16 code units.</param>
/// <param name="Script">Its script.</param>
internal readonly record struct TextRun(int Start, int Length, Script Script);
