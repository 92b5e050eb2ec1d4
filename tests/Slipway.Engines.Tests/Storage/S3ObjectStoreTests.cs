using Slipway.Storage;
using Slipway.Storage.S3;
using Slipway.Testing;

namespace Slipway.Engines.Tests.Storage;

[Trait("Capability", "D4")]
public sealed class S3ObjectStoreTests : ObjectStoreContract, IAsyncLifetime
{
    private S3Server server = null!;
    private ObjectStores stores = null!;

    protected override IObjectStore Store => stores;

    protected override ObjectUri Root => ObjectUri.Parse($"s3://{S3Server.Bucket}/prefix");

    public async ValueTask InitializeAsync()
    {
        server = await S3Server.StartAsync();
        // Parts of 5 MiB, so that the large file needs three.
        stores = new ObjectStores(Settings() with { PartBytes = 5 << 20 });
    }

    public ValueTask DisposeAsync()
    {
        stores.Dispose();
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_not_found()
    {
        var error = await Should.ThrowAsync<StorageException>(() => stores.OpenReadAsync(ObjectUri.Parse("s3://nobucket/x"), default));
        error.Kind.ShouldBe(StorageErrorKind.NotFound);
        error.Message.ShouldContain("bucket 'nobucket' does not exist");
        (await Should.ThrowAsync<StorageException>(() => ListAsync(stores, "s3://nobucket/x"))).Kind.ShouldBe(StorageErrorKind.NotFound);
    }

    [Fact]
    [Trait("Capability", "D6")]
    public async Task Wrong_credentials_are_forbidden_and_not_missing()
    {
        using var stranger = new ObjectStores(Settings() with { AccessKeyId = "STRANGER" });
        var error = await Should.ThrowAsync<StorageException>(() => ListAsync(stranger, Root.ToString()));
        error.Kind.ShouldBe(StorageErrorKind.PermissionDenied);
        error.Message.ShouldContain("s3:ListBucket");
        (await Should.ThrowAsync<StorageException>(() => stranger.PutAsync(Root.Append("x"), "x"u8.ToArray(), default))).Kind.ShouldBe(StorageErrorKind.PermissionDenied);
    }

    [Fact]
    public async Task A_store_that_went_away_is_unreachable()
    {
        using var impatient = new ObjectStores(Settings() with { MaxRetries = 0, Timeout = TimeSpan.FromSeconds(5) });
        await impatient.PutAsync(Root.Append("x"), "x"u8.ToArray(), default);
        server.Dispose();
        var error = await Should.ThrowAsync<StorageException>(() => impatient.ReadAllAsync(Root.Append("x"), default));
        error.Kind.ShouldBe(StorageErrorKind.Unreachable);
        error.Message.ShouldContain(server.Endpoint.ToString());
        server = await S3Server.StartAsync();
    }

    [Fact]
    public async Task More_objects_than_one_page_are_all_listed()
    {
        await Parallel.ForAsync(0, 1050, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, token) =>
            await stores.PutAsync(Root.Append($"many/{index:0000}"), "x"u8.ToArray(), token));
        (await ListAsync(stores, Root.Append("many").ToString())).ShouldBe(1050);
    }

    [Fact]
    public async Task A_large_object_comes_whole_in_parts()
    {
        var bytes = new byte[40_000_001];
        new Random(3).NextBytes(bytes);
        var (source, target) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllBytesAsync(source, bytes, TestContext.Current.CancellationToken);
        await stores.PutFileAsync(Root.Append("large"), source, default);

        (await stores.DownloadAsync(Root.Append("large"), target, default)).ShouldBe(Digest.Of(bytes));

        (await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        File.Delete(source);
        File.Delete(target);
    }

    private static async Task<int> ListAsync(ObjectStores from, string prefix)
    {
        var count = 0;
        await foreach (var item in from.ListAsync(ObjectUri.Parse(prefix), default)) count++;
        return count;
    }

    private S3Settings Settings() => new() { Endpoint = server.Endpoint, AccessKeyId = S3Server.AccessKey, SecretAccessKey = S3Server.AccessKey };
}
