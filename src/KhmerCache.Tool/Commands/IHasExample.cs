namespace KhmerCache.Tool.Commands;

/// <summary>A command whose help ends with an example.</summary>
internal interface IHasExample
{
    /// <summary>A command line as somebody would type it.</summary>
    string Example { get; }
}
