namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What to do about a line that a font can't show truthfully. It has no picture in that font either way.</summary>
public enum OnUnrenderable
{
    /// <summary>One warning for each font and file, with a count and the first places.</summary>
    Warn,

    /// <summary>The same as errors: the work ends as failed, with everything else in the cache.</summary>
    Error,

    /// <summary>Only counted.</summary>
    Skip,
}
