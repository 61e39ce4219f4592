using KhmerCache.Remote.Copies;
using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote;

/// <summary>Opens remote caches for reading.</summary>
public static class RemoteImageCache
{
    extension(ImageCache)
    {
        /// <summary>
        /// Opens a remote cache by a copy in a local folder. It returns as soon as the manifest and the glyphs are there. The lines arrive in the background; whoever reads an image
        /// whose segment has not arrived waits for that segment, which then comes first. Several processes on a machine share a folder, and none fetches what another one has fetched.
        /// When all is there, the folder is a cache like any other, and opens without the store from then on.
        /// </summary>
        /// <remarks>
        /// The cache is not added to: <see cref="ImageCache.CacheImage"/> and <see cref="ImageCache.Clear"/> are refused, and what a renderer draws is not kept.
        /// With <see cref="Loading.BatchLoaderOptions.QuasiRandomRanges"/>, the first batches need few segments.
        /// </remarks>
        /// <param name="remote">The address: <c>s3://bucket/prefix</c>, <c>az://account/container/prefix</c> or <c>file:///mnt/share/prefix</c>.</param>
        /// <param name="directory">The local folder, such as <c>data/synthetic</c>; made if it is missing.</param>
        /// <param name="options">Which snapshot, how much room, who draws what can't be had; null for the default values.</param>
        /// <exception cref="KhmerCacheException">
        /// The store can't be used (<see cref="DiagnosticCodes.RemoteNotUsable"/>) and the local copy is not complete; an object that is needed now does not hold what its name says
        /// (<see cref="DiagnosticCodes.RemoteDamaged"/>); there is no such snapshot; the folder holds a cache of its own; or it can't be written to.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
        public static ImageCache Open(string remote, string directory, RemoteCacheOptions? options = null)
        {
            var store = ObjectStores.Open(RemoteAddress.Parse(remote));
            return RemoteCopyOpener.Open(store, directory, options ?? new RemoteCacheOptions());
        }
    }
}
