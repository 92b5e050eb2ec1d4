using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.Engines.Tests.Storage;

[Trait("Capability", "D4")]
public sealed class RangedDownloadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-ranges-").FullName;
    private readonly byte[] content = [.. Enumerable.Range(0, 1003).Select(i => (byte)(i * 7))];

    private string Target => Path.Combine(folder, "target");

    [Fact]
    public async Task A_part_that_breaks_off_or_comes_short_is_asked_for_again_by_itself()
    {
        var store = new BrokenStore(content, breaks: 3);

        await new RangedDownload(store, 100).RunAsync((await store.FindAsync(Uri, default))!, Target, default);

        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(content);
        store.Asked.Values.Max().ShouldBe(4);
        store.Asked.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_part_that_never_comes_is_an_unreachable_store()
    {
        var store = new BrokenStore(content, breaks: 100);

        var error = await Should.ThrowAsync<StorageException>(async () => await new RangedDownload(store, 100).RunAsync((await store.FindAsync(Uri, default))!, Target, default));

        error.Kind.ShouldBe(StorageErrorKind.Unreachable);
    }

    [Fact]
    public async Task An_object_that_is_replaced_meanwhile_is_no_mixture()
    {
        var store = new BrokenStore(content, breaks: 0) { ReplacedAfter = 5 };

        var error = await Should.ThrowAsync<StorageException>(async () => await new RangedDownload(store, 100).RunAsync((await store.FindAsync(Uri, default))!, Target, default));

        error.Message.ShouldContain("was replaced while it was read");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ObjectUri Uri => ObjectUri.Parse("s3://bucket/object");

    /// <summary>A store of one object, whose connections break in turn in two ways.</summary>
    private sealed class BrokenStore(byte[] content, int breaks) : IObjectStore
    {
        private int answered;

        public ConcurrentDictionary<long, int> Asked { get; } = [];

        public int ReplacedAfter { get; init; } = int.MaxValue;

        public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken)
        {
            var tried = Asked.AddOrUpdate(offset, 1, (_, before) => before + 1);
            // Every third part breaks, and one in two of the breaks is an answer that is too short.
            if (offset / 100 % 3 == 0 && tried <= breaks)
            {
                return tried % 2 == 0
                    ? Task.FromResult(content[(int)offset..((int)offset + 1)])
                    : throw new StorageException(StorageErrorKind.Unreachable, uri.ToString(), "the connection was reset");
            }

            Interlocked.Increment(ref answered);
            return Task.FromResult(content[(int)offset..((int)offset + length)]);
        }

        public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) =>
            Task.FromResult<StoredObject?>(new StoredObject(uri, content.Length) { Tag = answered >= ReplacedAfter ? "new" : "old" });

        public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
