namespace KhmerCache.Rendering.Pregeneration;

/// <summary>When a pregeneration lints its corpora.</summary>
public enum LintMode
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When something new is rendered: where nothing is new, neither are the findings.</summary>
    WhenNew,

    /// <summary>Every time.</summary>
    Always,
}
