namespace KhmerCache.Rendering.Linting;

/// <summary>A rule that looks at one line by itself. Rules keep nothing, so that several threads can use them.</summary>
internal interface ILineRule
{
    /// <summary>Adds what it finds in <paramref name="text"/>: a line as it stands in the file, without its end.</summary>
    void Check(string text, ICollection<Finding> findings);
}
