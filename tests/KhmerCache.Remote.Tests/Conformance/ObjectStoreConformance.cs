using System.Security.Cryptography;
using System.Text;
using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests.Conformance;

/// <summary>What every store does, whatever it is: the rest of the remote cache asks for no more than is tested here.</summary>
public abstract class ObjectStoreConformance
{
    private const string Name = "segments/lines/0123.arrow";
    private const int Large = 16 << 20;

    [SkippableFact]
    public async Task An_object_is_read_as_it_was_put()
    {
        using var store = await OpenAsync();

        Assert.True(await PutAsync(store, Name, "ភាសាខ្មែរ"));

        Assert.Equal("ភាសាខ្មែរ", await ReadAsync(store, Name));
    }

    [SkippableFact]
    public async Task Its_length_and_time_are_told_without_its_bytes()
    {
        using var store = await OpenAsync();
        await PutAsync(store, Name, "twelve bytes");

        var head = await store.HeadAsync(Name, default);

        Assert.Equal((Name, 12L), (head!.Value.Name, head.Value.Length));
        Assert.InRange(head.Value.LastModified, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
    }

    [SkippableFact]
    public async Task An_object_that_is_not_there_has_no_head_and_no_bytes_and_can_be_deleted()
    {
        using var store = await OpenAsync();
        await PutAsync(store, "segments/other", "");
        using var destination = new MemoryStream();

        Assert.Null(await store.HeadAsync(Name, default));
        Assert.False(await store.TryReadAsync(Name, destination, default));
        Assert.Equal(0, destination.Length);
        await store.DeleteAsync(Name, default);
    }

    [SkippableFact]
    public async Task A_deleted_object_is_gone_and_can_be_put_again()
    {
        using var store = await OpenAsync();
        await PutAsync(store, Name, "before");

        await store.DeleteAsync(Name, default);

        Assert.Null(await store.HeadAsync(Name, default));
        Assert.Empty(await ListAsync(store, ""));
        Assert.True(await PutAsync(store, Name, "after"));
        Assert.Equal("after", await ReadAsync(store, Name));
    }

    [SkippableFact]
    public async Task An_empty_object_is_an_object()
    {
        using var store = await OpenAsync();

        Assert.True(await PutAsync(store, Name, ""));

        Assert.Equal("", await ReadAsync(store, Name));
        Assert.Equal([new(Name, 0, default)], (await ListAsync(store, "")).Select(found => found with { LastModified = default }));
    }

    /// <summary>The largest that segments get.</summary>
    [SkippableFact]
    public async Task An_object_of_32_megabytes_comes_back_with_the_same_sha256()
    {
        using var store = await OpenAsync();
        var content = new byte[32 << 20];
        new Random(8).NextBytes(content);
        using var destination = new MemoryStream();

        Assert.True(await store.PutIfAbsentAsync(Name, new MemoryStream(content), default));
        Assert.True(await store.TryReadAsync(Name, destination, default));

        Assert.Equal(SHA256.HashData(content), SHA256.HashData(destination.ToArray()));
        Assert.Equal(content.Length, (await store.HeadAsync(Name, default))!.Value.Length);
    }

    /// <summary>Stores give 1000 or 5000 names at a time.</summary>
    [SkippableFact]
    public async Task More_objects_than_one_answer_holds_are_listed_in_ordinal_order()
    {
        using var store = await OpenAsync();
        var names = Enumerable.Range(0, 1100).Select(index => $"shards/{Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(index)))}.json").ToArray();
        await Parallel.ForEachAsync(names, async (name, token) => await store.PutIfAbsentAsync(name, new MemoryStream([1]), token));

        var listed = await ListAsync(store, "shards/");

        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Select(found => found.Name));
    }

    [SkippableFact]
    public async Task Objects_are_listed_by_what_their_names_begin_with()
    {
        using var store = await OpenAsync();
        string[] names = ["segments/glyphs/b.arrow", "segments/glyphs/a.arrow", "segments/lines/c.arrow", "segments-of-others/d.arrow", "snapshots/id/e.json"];
        foreach (var name in names)
        {
            await PutAsync(store, name, name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(store, ""));
        Assert.Equal(["segments/glyphs/a.arrow", "segments/glyphs/b.arrow", "segments/lines/c.arrow"], await NamesAsync(store, "segments/"));
        Assert.Equal(["segments/lines/c.arrow"], await NamesAsync(store, "segments/lines/"));
        Assert.Equal(["snapshots/id/e.json"], await NamesAsync(store, "snap"));
        Assert.Empty(await NamesAsync(store, "shards/"));
    }

    [SkippableFact]
    public async Task A_place_that_nothing_was_put_into_is_empty()
    {
        using var store = await OpenAsync();

        Assert.Empty(await ListAsync(store, ""));
    }

    /// <summary>Guards against an address whose prefix is coded twice, or once too little, on its way into a request and out of a list.</summary>
    [SkippableTheory]
    [InlineData("ខ្មែរ")]
    [InlineData("a team's cache")]
    [InlineData("khmer+latin & more")]
    [InlineData("100 %/a/b")]
    public async Task A_prefix_may_have_any_letters(string prefix)
    {
        using var store = await OpenAsync(Uri.EscapeDataString(prefix).Replace("%2F", "/", StringComparison.Ordinal));

        await PutAsync(store, Name, "text");

        Assert.EndsWith(prefix, store.Address.ToString(), StringComparison.Ordinal);
        Assert.Equal("text", await ReadAsync(store, Name));
        Assert.NotNull(await store.HeadAsync(Name, default));
        Assert.Equal([Name], await NamesAsync(store, ""));
        await store.DeleteAsync(Name, default);
        Assert.Empty(await NamesAsync(store, ""));
    }

    [SkippableFact]
    public async Task A_prefix_is_a_folder_and_no_beginning_of_a_name()
    {
        using var store = await OpenAsync("cache");
        using var other = await OpenAsync("cache-2", store);
        await PutAsync(store, Name, "one");
        await PutAsync(other, Name, "two");

        Assert.Equal("one", await ReadAsync(store, Name));
        Assert.Equal([Name], await NamesAsync(store, ""));
        Assert.Equal([Name], await NamesAsync(other, ""));
    }

    [SkippableFact]
    public async Task Putting_an_object_twice_leaves_the_same_bytes()
    {
        using var store = await OpenAsync();
        await PutAsync(store, Name, "same");

        var again = await PutAsync(store, Name, "same");

        Assert.Equal(!HeedsConditions, again);
        Assert.Equal("same", await ReadAsync(store, Name));
        Assert.Single(await ListAsync(store, ""));
    }

    [SkippableFact]
    public async Task Writers_at_once_leave_the_bytes_that_each_of_them_put()
    {
        using var store = await OpenAsync();
        using var other = await OpenAsync(null, store);
        var content = new byte[4 << 20];
        new Random(8).NextBytes(content);

        var put = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => (writer % 2 == 0 ? store : other).PutIfAbsentAsync(Name, new MemoryStream(content), default)));

        Assert.Contains(true, put);
        using var destination = new MemoryStream();
        Assert.True(await store.TryReadAsync(Name, destination, default));
        Assert.Equal(content, destination.ToArray());
        Assert.Single(await ListAsync(store, ""));
    }

    // A folder may go with the last of its objects, just when another one is put into it.
    [SkippableFact]
    public async Task Objects_are_put_while_those_beside_them_are_deleted()
    {
        using var store = await OpenAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (writer, _) =>
        {
            var name = $"segments/lines/{writer}.arrow";
            for (var round = 0; round < 50; round++)
            {
                Assert.True(await PutAsync(store, name, "whole"));
                await store.DeleteAsync(name, default);
            }
        });

        Assert.Empty(await ListAsync(store, ""));
    }

    [SkippableFact]
    public async Task Bytes_are_written_from_where_the_destination_stands()
    {
        using var store = await OpenAsync();
        await PutAsync(store, Name, "object");
        using var destination = new MemoryStream();
        await destination.WriteAsync("before "u8.ToArray());

        Assert.True(await store.TryReadAsync(Name, destination, default));

        Assert.Equal("before object", Encoding.UTF8.GetString(destination.ToArray()));
    }

    [SkippableFact]
    public async Task A_stream_that_is_put_stays_open()
    {
        using var store = await OpenAsync();
        using var content = new MemoryStream("text"u8.ToArray());

        await store.PutIfAbsentAsync(Name, content, default);

        Assert.True(content.CanRead);
    }

    [SkippableFact]
    public async Task What_was_cancelled_before_it_began_does_nothing()
    {
        using var store = await OpenAsync();
        await PutAsync(store, "there", "text");
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutIfAbsentAsync(Name, new MemoryStream([1]), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryReadAsync("there", new MemoryStream(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.HeadAsync("there", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteAsync("there", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ListAsync("", cancelled).ToArrayAsync());
        Assert.Equal(["there"], await NamesAsync(store, ""));
    }

    [SkippableFact]
    public async Task A_put_that_is_cancelled_in_the_middle_leaves_nothing()
    {
        using var store = await OpenAsync();
        await PutAsync(store, "there", "the connection is warm");
        using var cancellation = new CancellationTokenSource();
        using var content = new CancellingStream(Large, ((PassesOverContent - 1) * Large) + (Large / 4), cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutIfAbsentAsync(Name, content, cancellation.Token));

        if (PutsWholeObjects)
        {
            Assert.Null(await store.HeadAsync(Name, default));
            Assert.Equal(["there"], await NamesAsync(store, ""));
        }
    }

    [SkippableFact]
    public async Task A_read_that_is_cancelled_in_the_middle_ends()
    {
        using var store = await OpenAsync();
        await store.PutIfAbsentAsync(Name, new MemoryStream(new byte[Large]), default);
        using var cancellation = new CancellationTokenSource();
        using var destination = new CancellingStream(0, Large / 4, cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryReadAsync(Name, destination, cancellation.Token));

        Assert.InRange(destination.Passed, Large / 4, Large - 1);
    }

    /// <summary>A full disk here is no fault of the store's, and is not told as one.</summary>
    [SkippableFact]
    public async Task A_destination_that_can_not_be_written_is_not_taken_for_the_store()
    {
        using var store = await OpenAsync();
        await PutAsync(store, Name, "text");

        var exception = await Assert.ThrowsAsync<IOException>(() => store.TryReadAsync(Name, new FullStream(), default));

        Assert.Equal(FullStream.Message, exception.Message);
    }

    /// <summary>Whether a second put is told from the first.</summary>
    private protected virtual bool HeedsConditions => true;

    /// <summary>Whether an object is there as a whole or not at all.</summary>
    private protected virtual bool PutsWholeObjects => true;

    /// <summary>How often a stream is read for a put: a client that signs what it sends reads it once before.</summary>
    private protected virtual int PassesOverContent => 1;

    /// <summary>Opens an empty place, or another prefix in the place of another store.</summary>
    private protected abstract Task<IObjectStore> OpenAsync(string? prefix = "cache", IObjectStore? beside = null);

    private static Task<bool> PutAsync(IObjectStore store, string name, string text) => store.PutIfAbsentAsync(name, new MemoryStream(Encoding.UTF8.GetBytes(text)), default);

    private static async Task<string?> ReadAsync(IObjectStore store, string name)
    {
        using var destination = new MemoryStream();
        return await store.TryReadAsync(name, destination, default) ? Encoding.UTF8.GetString(destination.ToArray()) : null;
    }

    private static async Task<StoredObject[]> ListAsync(IObjectStore store, string prefix) => await store.ListAsync(prefix, default).ToArrayAsync();

    private static async Task<string[]> NamesAsync(IObjectStore store, string prefix) => [.. (await ListAsync(store, prefix)).Select(found => found.Name)];
}
