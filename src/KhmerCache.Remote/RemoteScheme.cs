namespace KhmerCache.Remote;

/// <summary>The kinds of stores.</summary>
public enum RemoteScheme
{
    /// <summary>A folder that several machines see: <c>file://</c>.</summary>
    Folder,

    /// <summary>A store that speaks S3: <c>s3://</c>.</summary>
    S3,

    /// <summary>Azure Blob Storage: <c>az://</c>.</summary>
    Azure,
}
