using System.Text;
using Slipway.Storage;

namespace Slipway.Engines.Tests.Storage;

/// <summary>What every store promises; run against local files and against a real S3 server.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IObjectStore Store { get; }

    protected abstract ObjectUri Root { get; }

    [Fact]
    public async Task What_is_put_is_read_back_whole_and_in_part()
    {
        var uri = Root.Append("a/b c+ü.txt");
        await Store.PutAsync(uri, "hello world"u8.ToArray(), default);
        Encoding.UTF8.GetString(await Store.ReadAllAsync(uri, default)).ShouldBe("hello world");
        Encoding.UTF8.GetString(await Store.ReadRangeAsync(uri, 6, 3, default)).ShouldBe("wor");
        Encoding.UTF8.GetString(await Store.ReadRangeAsync(uri, 6, 100, default)).ShouldBe("world");
        var found = (await Store.FindAsync(uri, default))!;
        (found.Uri, found.Size).ShouldBe((uri, 11));
    }

    [Fact]
    public async Task A_second_put_replaces_the_first()
    {
        var uri = Root.Append("again");
        await Store.PutAsync(uri, "long first content"u8.ToArray(), default);
        await Store.PutAsync(uri, "second"u8.ToArray(), default);
        Encoding.UTF8.GetString(await Store.ReadAllAsync(uri, default)).ShouldBe("second");
    }

    [Fact]
    public async Task Listing_gives_the_objects_below_a_folder_in_order()
    {
        foreach (var name in new[] { "list/b/2", "list/a", "list/b/1", "listing", "list/c=1/x" })
            await Store.PutAsync(Root.Append(name), "x"u8.ToArray(), default);
        var found = new List<string>();
        await foreach (var item in Store.ListAsync(Root.Append("list"), default)) found.Add(item.Uri.ToString()[Root.ToString().TrimEnd('/').Length..]);
        found.ShouldBe(["/list/a", "/list/b/1", "/list/b/2", "/list/c=1/x"]);
    }

    [Fact]
    public async Task An_absent_object_is_not_found_and_an_absent_folder_is_empty()
    {
        (await Store.FindAsync(Root.Append("absent"), default)).ShouldBeNull();
        var read = await Should.ThrowAsync<StorageException>(() => Store.OpenReadAsync(Root.Append("absent"), default));
        read.Kind.ShouldBe(StorageErrorKind.NotFound);
        read.Message.ShouldContain(Root.Append("absent").ToString());
        await foreach (var item in Store.ListAsync(Root.Append("absent"), default)) throw new InvalidOperationException(item.ToString());
    }

    [Fact]
    public async Task Deleting_is_final_and_repeatable()
    {
        var uri = Root.Append("gone");
        await Store.PutAsync(uri, "x"u8.ToArray(), default);
        await Store.DeleteAsync(uri, default);
        await Store.DeleteAsync(uri, default);
        (await Store.FindAsync(uri, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_large_file_arrives_whole_with_its_checksum()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-large-");
        try
        {
            var source = Path.Combine(folder.FullName, "source");
            var bytes = new byte[12_345_678];
            new Random(7).NextBytes(bytes);
            await File.WriteAllBytesAsync(source, bytes);
            await Store.PutFileAsync(Root.Append("large/file.bin"), source, default);
            var copy = Path.Combine(folder.FullName, "x", "copy");
            (await Store.DownloadAsync(Root.Append("large/file.bin"), copy, default)).ShouldBe(Digest.Of(bytes));
            (await Digest.OfFileAsync(copy, default)).ShouldBe(Digest.Of(bytes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
