namespace KhmerCache.Generators.Classes;

/// <summary>How generated code finds a file of the project.</summary>
internal enum ProjectFiles
{
    /// <summary>It asks <c>KhmerCacheInfo</c>.</summary>
    FromInfo,

    /// <summary>
    /// It does not: there is no <c>KhmerCacheInfo</c> to ask, since the project has something else of that name. That is an error, and this keeps the
    /// compiler from adding another for each file.
    /// </summary>
    Unknown,
}
