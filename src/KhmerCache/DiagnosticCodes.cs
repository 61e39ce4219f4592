namespace KhmerCache;

/// <summary>The codes of all diagnostics: <c>KHC1xxx</c> corpus, <c>KHC2xxx</c> font, <c>KHC3xxx</c> cache, <c>KHC4xxx</c> lock, <c>KHC5xxx</c> configuration, <c>KHC6xxx</c> shards and remote caches.</summary>
public static class DiagnosticCodes
{
    /// <summary>A corpus file is missing or can't be read.</summary>
    public const string CorpusNotFound = "KHC1001";

    /// <summary>A corpus file is not UTF-8 text with a line on each line.</summary>
    public const string InvalidUtf8 = "KHC1002";

    /// <summary>The corpus files of a split hold no line of text.</summary>
    public const string EmptyCorpus = "KHC1003";

    /// <summary>A line can't be shown truthfully in a font, and has no picture in it; or it is too long for any picture.</summary>
    public const string Unrenderable = "KHC1004";

    /// <summary>A byte order mark stands inside a corpus file, not at its beginning.</summary>
    public const string ByteOrderMarkInside = "KHC1010";

    /// <summary>A line has a control character, a line separator or a paragraph separator in it.</summary>
    public const string ControlCharacter = "KHC1011";

    /// <summary>A line has a private-use character, or one that Unicode has not assigned.</summary>
    public const string PrivateUseCharacter = "KHC1012";

    /// <summary>A line has U+FFFD, which stands for bytes that got lost before.</summary>
    public const string ReplacementCharacter = "KHC1013";

    /// <summary>A line is empty, or has nothing but blanks.</summary>
    public const string EmptyLine = "KHC1014";

    /// <summary>A line is longer than it may be.</summary>
    public const string OverlongLine = "KHC1015";

    /// <summary>A line begins or ends with a blank.</summary>
    public const string EdgeBlank = "KHC1016";

    /// <summary>A label has a character that no picture shows.</summary>
    public const string InvisibleCharacter = "KHC1017";

    /// <summary>A line has a character that Unicode deprecates or discourages.</summary>
    public const string DeprecatedCharacter = "KHC1018";

    /// <summary>The parts of a Khmer cluster are not encoded in the canonical order.</summary>
    public const string ClusterOrder = "KHC1021";

    /// <summary>A Khmer cluster has a mark more than it can have: repeated, or one of two vowels.</summary>
    public const string ExcessMark = "KHC1022";

    /// <summary>A Khmer vowel or sign has no consonant to stand on.</summary>
    public const string MarkWithoutBase = "KHC1023";

    /// <summary>No consonant follows a coeng.</summary>
    public const string BareCoeng = "KHC1024";

    /// <summary>The shifter of a Khmer cluster stands before its subscripts.</summary>
    public const string EarlyShifter = "KHC1025";

    /// <summary>A line stands in its split twice.</summary>
    public const string DuplicateLine = "KHC1031";

    /// <summary>A line stands in two splits.</summary>
    public const string SplitOverlap = "KHC1032";

    /// <summary>Two labels are encoded differently, and their pictures are the same in every font.</summary>
    public const string LookAlikeLabels = "KHC1033";

    /// <summary>A font file is missing or can't be read.</summary>
    public const string FontNotFound = "KHC2001";

    /// <summary>A file is not a font that HarfBuzz and SkiaSharp can read.</summary>
    public const string NotAFont = "KHC2002";

    /// <summary>A font keeps the shaper or the rasteriser busy for longer than the time limit.</summary>
    public const string TimeLimit = "KHC2003";

    /// <summary>The folder is not there, or holds no cache.</summary>
    public const string NoCache = "KHC3001";

    /// <summary>The cache folder can't be written to.</summary>
    public const string CacheNotWritable = "KHC3002";

    /// <summary>The cache was written by a version that this one does not know.</summary>
    public const string UnknownFormatVersion = "KHC3003";

    /// <summary>A segment, a row or the manifest does not hold what was written.</summary>
    public const string Damaged = "KHC3004";

    /// <summary>A segment that the manifest names, or a glyph that a line needs, is missing.</summary>
    public const string Missing = "KHC3005";

    /// <summary>Entries were made from another version of their font, or by another renderer.</summary>
    public const string Stale = "KHC3006";

    /// <summary>A file lies in the cache folder that the manifest does not name.</summary>
    public const string Orphaned = "KHC3007";

    /// <summary>A picture that was asked for is not in the cache, and no renderer is at hand.</summary>
    public const string NotCached = "KHC3008";

    /// <summary>A packed cache is missing, damaged or none.</summary>
    public const string PackedCacheNotUsable = "KHC3009";

    /// <summary>An entry of a tree of files is not what it says, or leads out of the tree, and was not imported.</summary>
    public const string ImportRefused = "KHC3010";

    /// <summary>A corpus is not the one that the lock tells of: its lines have changed, it came, or it went.</summary>
    public const string CorpusDrift = "KHC4001";

    /// <summary>A font is not the one that the lock tells of: its bytes have changed, it came, or it went.</summary>
    public const string FontDrift = "KHC4002";

    /// <summary>A setting is not the one that the lock tells of.</summary>
    public const string SettingDrift = "KHC4003";

    /// <summary>A part of the renderer has another version than the lock tells of.</summary>
    public const string RendererDrift = "KHC4004";

    /// <summary>The images are not the ones that the lock tells of, although they are made from the same.</summary>
    public const string ContentDrift = "KHC4005";

    /// <summary>The lock is missing, damaged or of an unknown version.</summary>
    public const string LockNotUsable = "KHC4006";

    // KHC5001 and KHC5004 to KHC5011 are the build task's own (BuildCodes), KHC5101 to KHC5103 the source generator's (Rules).

    /// <summary>An option or a property has a value that makes no sense.</summary>
    public const string Configuration = "KHC5002";

    /// <summary>The work failed in a way that no other code names.</summary>
    public const string Internal = "KHC5003";

    /// <summary>A remote cache can't be reached, is not there, or refuses what it is asked for.</summary>
    public const string RemoteNotUsable = "KHC6001";

    /// <summary>An object of a remote cache does not hold what its name says.</summary>
    public const string RemoteDamaged = "KHC6002";

    /// <summary>Shards of a pregeneration are missing, or were not made from the same.</summary>
    public const string ShardsIncomplete = "KHC6003";

    /// <summary>Two pictures of the same text, font, height and recipe differ.</summary>
    public const string ConflictingRows = "KHC6004";
}
