using Slipway.Storage;

namespace Slipway.Engines.Tests.Storage;

public sealed class FileObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-files-").FullName;
    private readonly ObjectStores stores = new();

    protected override IObjectStore Store => stores;

    protected override ObjectUri Root => ObjectUri.FromPath(folder);

    public void Dispose()
    {
        stores.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_the_old_object_and_nothing_else()
    {
        var uri = Root.Append("kept");
        await stores.PutAsync(uri, "old"u8.ToArray(), default);
        await Should.ThrowAsync<StorageException>(() => stores.PutFileAsync(uri, Path.Combine(folder, "no such file"), default));
        (await stores.ReadAllAsync(uri, default)).ShouldBe("old"u8.ToArray());
        Directory.GetFiles(folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_not_listed()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, ".slipway-partial-1"), "half");
        await foreach (var item in stores.ListAsync(Root, default)) throw new InvalidOperationException(item.ToString());
    }

    [Theory]
    [InlineData("http://host/x")]
    [InlineData("file://folder/x")]
    [InlineData("s3://")]
    [InlineData("s3:///key")]
    [InlineData("/plain/path")]
    public void A_text_of_no_store_is_refused_with_the_forms_that_are(string text)
    {
        var error = Should.Throw<StorageException>(() => ObjectUri.Parse(text));
        error.Kind.ShouldBe(StorageErrorKind.InvalidUri);
        error.Message.ShouldContain("file:///absolute/path or s3://bucket/prefix");
    }

    [Theory]
    [InlineData("file:///a/b", "c/d", "file:///a/b/c/d")]
    [InlineData("file:///a/b/", "/c", "file:///a/b/c")]
    [InlineData("s3://bucket", "c", "s3://bucket/c")]
    [InlineData("s3://bucket/x/", "c", "s3://bucket/x/c")]
    public void Uris_are_joined_with_one_slash(string root, string relative, string expected) =>
        ObjectUri.Parse(root).Append(relative).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("sha256:short")]
    [InlineData("md5:00")]
    [InlineData("sha256:GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG")]
    public void A_text_that_is_no_digest_is_refused(string text) => Should.Throw<FormatException>(() => Digest.Hex(text));
}
