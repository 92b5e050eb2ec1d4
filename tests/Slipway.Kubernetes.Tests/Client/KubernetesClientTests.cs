using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Client;

public sealed class KubernetesClientTests
{
    private static readonly NamespacedName Key = new("demo", "settings");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_reads_an_object_and_skips_managed_fields()
    {
        using var server = new StubServer(_ => StubServer.Json(
            """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings","namespace":"demo","resourceVersion":"7","managedFields":[{"manager":"x"}]},"data":{"a":"b"}}"""));

        var map = await ClientOf(server).GetAsync(BuiltIn.ConfigMaps, Key, Cancel);

        map!.Data!["a"].ShouldBe("b");
        map.Key().ShouldBe(Key);
        JsonSerializer.Serialize(map, BuiltIn.ConfigMaps.Json).ShouldNotContain("managedFields");
        server.Requests.Single().PathAndQuery.ShouldBe("/api/v1/namespaces/demo/configmaps/settings");
    }

    [Fact]
    public async Task Get_answers_null_for_an_object_that_is_not_there()
    {
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.NotFound, "NotFound"));
        (await ClientOf(server).GetAsync(BuiltIn.ConfigMaps, Key, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_error_answer_becomes_an_exception_with_the_status_and_its_causes()
    {
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.UnprocessableEntity, "Invalid", "spec is wrong",
            """{"causes":[{"reason":"FieldValueInvalid","message":"must be positive","field":"spec.replicas"}]}"""));

        var error = await Should.ThrowAsync<KubernetesException>(() => ClientOf(server).CreateAsync(BuiltIn.ConfigMaps, Map(), null, Cancel));

        error.IsInvalid.ShouldBeTrue();
        error.Causes.Single().Field.ShouldBe("spec.replicas");
        error.Message.ShouldBe("POST /api/v1/namespaces/demo/configmaps: 422 Invalid: spec is wrong");
    }

    [Fact]
    public async Task An_error_of_a_proxy_without_a_status_document_still_names_its_reason_and_text()
    {
        using var server = new StubServer(_ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("<html>blocked</html>") });
        var error = await Should.ThrowAsync<KubernetesException>(() => ClientOf(server).ListAsync(BuiltIn.Pods, null, ListOptions.All, Cancel));
        error.Reason.ShouldBe("Forbidden");
        error.Message.ShouldContain("<html>blocked</html>");
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "Conflict", true, false, false)]
    [InlineData(HttpStatusCode.Conflict, "AlreadyExists", false, true, false)]
    [InlineData(HttpStatusCode.Gone, "Expired", false, false, true)]
    public async Task Reasons_of_the_same_code_are_told_apart(HttpStatusCode code, string reason, bool conflict, bool exists, bool expired)
    {
        using var server = new StubServer(_ => StubServer.Error(code, reason));
        var error = await Should.ThrowAsync<KubernetesException>(() => ClientOf(server).CreateAsync(BuiltIn.ConfigMaps, Map(), null, Cancel));
        (error.IsConflict, error.IsAlreadyExists, error.IsExpired).ShouldBe((conflict, exists, expired));
    }

    [Fact]
    public async Task A_list_reads_items_without_kind_and_the_page_data()
    {
        using var server = new StubServer(_ => StubServer.Json(
            """{"kind":"ConfigMapList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"resourceVersion":"9","continue":"tok","remainingItemCount":3}}"""));

        var options = new ListOptions { LabelSelector = "app in (x,y)", Limit = 2 };
        var typed = await ClientOf(server).ListAsync(BuiltIn.ConfigMaps, "demo", options, Cancel);
        var trees = await ClientOf(server).ListAsync(BuiltIn.ConfigMaps.AsDynamic(), "demo", options, Cancel);

        typed.Items.Select(map => map.Kind + map.Metadata.Name).ShouldBe(["ConfigMapa", "ConfigMapb"]);
        (typed.ResourceVersion, typed.Continue, typed.RemainingItemCount).ShouldBe(("9", "tok", 3L));
        trees.Items.ShouldAllBe(tree => tree.Kind == "ConfigMap" && tree.ApiVersion == "v1");
        server.Requests[0].Query("labelSelector").ShouldBe("app in (x,y)");
    }

    [Fact]
    public async Task A_list_without_items_is_empty()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"resourceVersion":"9"},"items":null}"""));
        (await ClientOf(server).ListAsync(BuiltIn.Pods, null, ListOptions.All, Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_sends_the_set_fields_only_and_takes_fields_over()
    {
        using var server = new StubServer(request => StubServer.Json(request.Body));

        await ClientOf(server).ApplyAsync(BuiltIn.ConfigMaps, Map(), null, Cancel);

        var request = server.Requests.Single();
        (request.Method, request.ContentType).ShouldBe(("PATCH", "application/apply-patch+yaml"));
        (request.Query("fieldManager"), request.Query("force")).ShouldBe(("slipway", "true"));
        request.Body.ShouldBe("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"demo"},"data":{"a":"b"}}""");
    }

    [Fact]
    public async Task Apply_refuses_an_object_as_read_from_the_server()
    {
        using var server = new StubServer(_ => throw new InvalidOperationException("nothing may be sent"));
        var read = Map() with { Metadata = Map().Metadata with { ResourceVersion = "5" } };
        (await Should.ThrowAsync<ArgumentException>(() => ClientOf(server).ApplyAsync(BuiltIn.ConfigMaps, read, null, Cancel)))
            .Message.ShouldContain("resourceVersion 5");
    }

    [Fact]
    public async Task A_patch_goes_to_the_subresource_with_its_type_and_never_with_force()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"name":"settings"}}"""));
        var patch = Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["phase"] = "Done" } });

        await ClientOf(server).PatchAsync(BuiltIn.Namespaces, NamespacedName.ClusterScoped("demo"), patch, WriteOptions.Status, Cancel);

        var request = server.Requests.Single();
        (request.Path, request.ContentType, request.Query("force")).ShouldBe(("/api/v1/namespaces/demo/status", "application/merge-patch+json", null));
    }

    [Fact]
    public async Task Delete_carries_the_uid_as_a_precondition_and_answers_false_for_what_is_gone()
    {
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.NotFound, "NotFound"));
        var map = Map() with { Metadata = Map().Metadata with { Uid = "u-1" } };

        (await ClientOf(server).DeleteAsync(BuiltIn.ConfigMaps, Key, DeleteOptions.Exactly(map), Cancel)).ShouldBeFalse();

        var body = JsonNode.Parse(server.Requests.Single().Body)!;
        ((string?)body["preconditions"]!["uid"], (string?)body["propagationPolicy"]).ShouldBe(("u-1", "Background"));
    }

    [Fact]
    public async Task Too_many_requests_is_repeated_after_the_time_the_server_asked_for()
    {
        var time = new ManualTimeProvider();
        var answers = 0;
        using var server = new StubServer(_ => answers++ == 0 ? RetryAfter(HttpStatusCode.TooManyRequests, 7) : StubServer.Json("""{"metadata":{"name":"x"}}"""));

        var get = ClientOf(server, time).GetAsync(BuiltIn.ConfigMaps, Key, Cancel);
        await Eventually.True(() => time.PendingTimers >= 2);
        time.Advance(TimeSpan.FromSeconds(6.9));
        server.Requests.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.2));

        (await get)!.Metadata.Name.ShouldBe("x");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Retries_are_bounded()
    {
        using var server = new StubServer(_ => RetryAfter(HttpStatusCode.TooManyRequests, 0));
        var error = await Should.ThrowAsync<KubernetesException>(() => ClientOf(server).GetAsync(BuiltIn.ConfigMaps, Key, Cancel));
        error.IsTooManyRequests.ShouldBeTrue();
        server.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_failure_without_retry_after_is_not_repeated_because_the_write_may_have_been_done()
    {
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.InternalServerError, "InternalError"));
        await Should.ThrowAsync<KubernetesException>(() => ClientOf(server).CreateAsync(BuiltIn.ConfigMaps, Map(), null, Cancel));
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_watch_reads_events_bookmarks_and_a_last_line_without_newline()
    {
        using var server = new StubServer(_ => StubServer.Stream(new MemoryStream(Encoding.UTF8.GetBytes(
            """
            {"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}

            {"object":{"metadata":{"name":"a","resourceVersion":"2"}},"type":"MODIFIED"}
            {"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"5","annotations":{"k8s.io/initial-events-end":"true"}}}}
            {"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"6"}}}
            """))));

        var events = new List<WatchEvent<ConfigMap>>();
        await foreach (var each in ClientOf(server).WatchAsync(BuiltIn.ConfigMaps, "demo", new WatchOptions { ResourceVersion = "0", Timeout = TimeSpan.FromMinutes(5) }, Cancel)) events.Add(each);

        events.Select(each => $"{each.Type} {each.ResourceVersion} {each.InitialEventsEnd}").ShouldBe(
            ["Added 1 False", "Modified 2 False", "Bookmark 5 True", "Deleted 6 False"]);
        (server.Requests[0].Query("timeoutSeconds"), server.Requests[0].Query("allowWatchBookmarks")).ShouldBe(("300", "true"));
    }

    [Fact]
    public async Task An_error_event_of_a_watch_is_thrown_with_its_code()
    {
        using var server = new StubServer(_ => StubServer.Stream(new MemoryStream(Encoding.UTF8.GetBytes(
            """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 1 (5)"}}"""))));
        var error = await Should.ThrowAsync<KubernetesException>(async () =>
        {
            await foreach (var _ in ClientOf(server).WatchAsync(BuiltIn.Pods, null, new WatchOptions(), Cancel)) { }
        });
        error.IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task A_watch_cut_inside_an_event_is_an_error_and_no_event()
    {
        using var server = new StubServer(_ => StubServer.Stream(new MemoryStream("""{"type":"ADDED","object":{"metadata":{"na"""u8.ToArray())));
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var _ in ClientOf(server).WatchAsync(BuiltIn.Pods, null, new WatchOptions(), Cancel)) { }
        });
    }

    [Fact]
    public async Task Metadata_only_asks_the_server_for_metadata_alone()
    {
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"},"spec":{"big":1}}]}"""));
        var list = await ClientOf(server).ListAsync(BuiltIn.Pods.AsMetadataOnly(), null, ListOptions.All, Cancel);
        list.Items.Single().Metadata.Name.ShouldBe("a");
        server.Requests.Single().Accept.ShouldContain("as=PartialObjectMetadataList");
    }

    [Fact]
    public async Task A_silent_server_is_a_timeout_and_not_a_cancellation()
    {
        var time = new ManualTimeProvider();
        using var server = new SilentHandler();
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://stub/") };
        var get = new KubernetesClient(http, new KubernetesClientOptions { Time = time }).GetAsync(BuiltIn.Pods, Key, Cancel);
        await Eventually.True(() => time.PendingTimers >= 1);
        time.Advance(TimeSpan.FromSeconds(61));
        (await Should.ThrowAsync<TimeoutException>(() => get)).Message.ShouldContain("no answer within 60 s");
    }

    private static ConfigMap Map() => new()
    {
        Metadata = new ObjectMeta { Name = "settings", Namespace = "demo" },
        Data = new Dictionary<string, string> { ["a"] = "b" },
    };

    private static HttpResponseMessage RetryAfter(HttpStatusCode code, int seconds)
    {
        var response = StubServer.Error(code, "TooManyRequests");
        response.Headers.Add("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return response;
    }

    private static KubernetesClient ClientOf(StubServer server, TimeProvider? time = null) =>
        new(server.CreateClient(), new KubernetesClientOptions { Time = time ?? TimeProvider.System });

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never reached");
        }
    }
}
