using System.Net;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;

namespace Slipway.Kubernetes.Tests.Cache;

public sealed class CollectionListerTests
{
    [Fact]
    public async Task A_page_token_that_expired_is_answered_by_one_list_of_everything()
    {
        using var server = new StubServer(request => (request.Query("continue"), request.Query("limit")) switch
        {
            (null, "2") => Page("1", "next", "a", "b"),
            ("next", _) => StubServer.Error(HttpStatusCode.Gone, "Expired"),
            _ => Page("7", null, "b", "c", "d"),
        });

        var list = await Lister(server).ListAsync("", TestContext.Current.CancellationToken);

        list.Items.Select(map => map.Metadata.Name).ShouldBe(["b", "c", "d"]);
        list.ResourceVersion.ShouldBe("7");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Pages_are_put_together_at_the_version_of_the_first()
    {
        using var server = new StubServer(request => request.Query("continue") is null ? Page("1", "next", "a", "b") : Page("1", null, "c"));
        var list = await Lister(server).ListAsync("", TestContext.Current.CancellationToken);
        list.Items.Count.ShouldBe(3);
        (list.ResourceVersion, list.Continue).ShouldBe(("1", null));
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        using var server = new StubServer(request => request.Query("continue") switch
        {
            null => Page("1", "second", "a", "b"),
            "second" => Page("1", "third", "c", "d"),
            _ => Page("1", null, "e"),
        });
        var list = await Lister(server).ListAsync("", TestContext.Current.CancellationToken);
        list.Items.Select(map => map.Metadata.Name).ShouldBe(["a", "b", "c", "d", "e"]);
        server.Requests.ShouldAllBe(request => request.Query("limit") == "2");
    }

    [Fact]
    public async Task A_list_from_the_cache_of_the_server_asks_for_no_pages()
    {
        using var server = new StubServer(_ => Page("1", null));
        await Lister(server).ListAsync("0", TestContext.Current.CancellationToken);
        (server.Requests[0].Query("limit"), server.Requests[0].Query("resourceVersion")).ShouldBe((null, "0"));
    }

    private static HttpResponseMessage Page(string version, string? next, params string[] names) => StubServer.Json(
        $$"""
        {"metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(",", names.Select(name => $$"""{"metadata":{"name":"{{name}}"} }"""))}}]}
        """);

    private static CollectionLister<ConfigMap> Lister(StubServer server) => new(
        new KubernetesClient(server.CreateClient()), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { PageSize = 2 });
}
