using KhmerCache.Rendering.Locking;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>
/// What a shard leaves in the cache when all of its images are there: which part of which whole it is, what it was made from, and what came of it. There is no time and no place in it,
/// so that the same shard made twice leaves the same file.
/// </summary>
internal sealed record ShardMarker
{
    /// <summary>The version that this program writes; others it does not read.</summary>
    public const int KnownVersion = 1;

    public int FormatVersion { get; init; } = KnownVersion;

    public required Shard Shard { get; init; }

    /// <summary>The hash of the first of its texts, as the segments have it; null where it has none.</summary>
    public required string? FirstHash { get; init; }

    /// <summary>The hash of the last of its texts. Those of other shards are all before the first or after the last.</summary>
    public required string? LastHash { get; init; }

    /// <summary>The images that the shard was asked for.</summary>
    public required long Planned { get; init; }

    /// <summary>Those that it has.</summary>
    public required long Images { get; init; }

    /// <summary>Those that it has not, because the font can't show the line truthfully.</summary>
    public required long Skipped { get; init; }

    /// <summary>The sum of the images' hashes, 128 bits in hexadecimal. The sums of all shards add up, modulo 2^128, to that of the whole.</summary>
    public required string EntrySum { get; init; }

    /// <summary>The content digest of a cache that holds these images and nothing else.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>How much each split has, over all shards.</summary>
    public required SortedDictionary<string, SplitCount> Splits { get; init; }

    public required LockedRenderer Renderer { get; init; }

    public required LockedSettings Settings { get; init; }

    public required IReadOnlyList<LockedCorpus> Corpora { get; init; }

    public required IReadOnlyList<LockedFont> Fonts { get; init; }

    /// <summary>How the images of each font are made; fonts that the shard has no image in are left out.</summary>
    public required IReadOnlyList<MarkedRecipe> Recipes { get; init; }

    /// <summary>What the shard was made from, as a lock tells it.</summary>
    public ProjectLock ToLock() => new() { ContentDigest = "", Images = 0, Renderer = Renderer, Settings = Settings, Corpora = Corpora, Fonts = Fonts };

    /// <summary>The same in one text, to compare.</summary>
    public string InputsText() => Convert.ToBase64String(LockJson.Write(ToLock()));
}

/// <summary>A recipe as a marker tells it.</summary>
internal sealed record MarkedRecipe(string FontPath, int ImageHeight, string FontSha256, int UnitsPerEm, int FontSize, int Baseline, string Renderer)
{
    public static MarkedRecipe Of(Recipe recipe) =>
        new(recipe.FontPath, recipe.ImageHeight, recipe.FontSha256, recipe.UnitsPerEm, recipe.FontSize, recipe.Baseline, recipe.Renderer);

    public Recipe ToRecipe() => new(FontPath, ImageHeight, FontSha256, UnitsPerEm, FontSize, Baseline, Renderer);
}
