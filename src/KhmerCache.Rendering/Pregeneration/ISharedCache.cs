using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A cache that several machines share: a pregeneration begins with what it has, and may end with giving it what it lacks. Where it is, is nobody's concern here.</summary>
internal interface ISharedCache
{
    /// <summary>Brings what a plan asks for, or something of it, into a cache that lacks some of it.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="inputs">What the plan starts from.</param>
    /// <param name="isOfPlan">Whether the plan asks for images of a recipe.</param>
    /// <param name="cancellationToken">Ends the work; what has arrived by then stays.</param>
    /// <exception cref="KhmerCacheException">The cache can't be written to, or the shared one can't be reached and has to be.</exception>
    SharedTransfer Pull(CacheFolder folder, PlanInputs inputs, Func<Recipe, bool> isOfPlan, CancellationToken cancellationToken);

    /// <summary>Gives what the cache has, if that is wanted; null where it is not.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="inputs">The inputs of the plan that it is complete for; null where nobody knows.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">The shared cache can't be reached and has to be.</exception>
    SharedTransfer? Push(CacheFolder folder, string? inputs, CancellationToken cancellationToken);
}
