namespace KhmerCache.Remote.Transfers;

/// <summary>Which snapshots are pulled.</summary>
internal abstract record SnapshotChoice
{
    /// <summary>All that there are.</summary>
    public static SnapshotChoice All { get; } = new Everything();

    /// <summary>One, by the plan or the digest in its name; the newest where several have it.</summary>
    public static SnapshotChoice Named(string name) => new One(name);

    /// <summary>The newest that was complete for a plan, or else those that have something of it.</summary>
    /// <param name="inputs">What the plan starts from.</param>
    /// <param name="isOfPlan">Whether the plan asks for images of a recipe.</param>
    public static SnapshotChoice OfPlan(string inputs, Func<Recipe, bool> isOfPlan) => new Planned(inputs, isOfPlan);

    /// <summary>Whether markers of shards are pulled as well.</summary>
    public virtual bool HasMarkers => false;

    /// <summary>Reads them, the newest first.</summary>
    /// <param name="reader">Reads the store.</param>
    /// <param name="address">Where that is, for errors.</param>
    /// <param name="refuse">Is told of those that can't be used.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public abstract Task<IReadOnlyList<Snapshot>> ReadAsync(
        SnapshotReader reader, RemoteAddress address, Action<SnapshotPlace, KhmerCacheException> refuse, CancellationToken cancellationToken);

    private sealed record Everything : SnapshotChoice
    {
        public override bool HasMarkers => true;

        public override async Task<IReadOnlyList<Snapshot>> ReadAsync(
            SnapshotReader reader, RemoteAddress address, Action<SnapshotPlace, KhmerCacheException> refuse, CancellationToken cancellationToken)
        {
            var places = await reader.ListAsync(id: null, cancellationToken).ConfigureAwait(false);
            return places.Count == 0 ? throw RemoteError.Empty(address) : await reader.ReadAsync(places, refuse, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record One(string Name) : SnapshotChoice
    {
        public override async Task<IReadOnlyList<Snapshot>> ReadAsync(
            SnapshotReader reader, RemoteAddress address, Action<SnapshotPlace, KhmerCacheException> refuse, CancellationToken cancellationToken)
        {
            var places = await reader.ListAsync(id: null, cancellationToken).ConfigureAwait(false);
            var named = places.Where(place => place.Id == Name || place.Sha256 == Name).Take(1).ToArray();
            return places.Count == 0 ? throw RemoteError.Empty(address)
                : named.Length == 0 ? throw new KhmerCacheException(
                    DiagnosticCodes.Configuration, $"There is no snapshot '{Name}' at {address}; there are {places.Count}, the newest is {places[0].Id}. Name one by the plan or the digest in its name: snapshots/PLAN/DIGEST.json.")
                : await reader.ReadAsync(named, refuse, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Planned(string Inputs, Func<Recipe, bool> IsOfPlan) : SnapshotChoice
    {
        /// <summary>Older ones have little that the newer ones don't, and each is a request.</summary>
        private const int MostRead = 64;

        public override async Task<IReadOnlyList<Snapshot>> ReadAsync(
            SnapshotReader reader, RemoteAddress address, Action<SnapshotPlace, KhmerCacheException> refuse, CancellationToken cancellationToken)
        {
            foreach (var place in await reader.ListAsync(Inputs, cancellationToken).ConfigureAwait(false))
            {
                if (await reader.ReadAsync([place], refuse, cancellationToken).ConfigureAwait(false) is [var complete])
                {
                    return [complete];
                }
            }

            var places = await reader.ListAsync(id: null, cancellationToken).ConfigureAwait(false);
            var newest = await reader.ReadAsync([.. places.Take(MostRead)], refuse, cancellationToken).ConfigureAwait(false);
            return [.. newest.Where(snapshot => snapshot.Manifest.Recipes.Any(recipe => IsOfPlan(recipe.ToRecipe())))];
        }
    }
}
