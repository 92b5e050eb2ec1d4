using System.Net;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Authentication;

[Trait("Capability", "P4")]
public sealed class AuthenticationHandlerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_token_that_the_kubelet_replaced_is_used_within_a_minute()
    {
        folder.Write("token", "old");
        using var server = new StubServer(_ => StubServer.Json("""{"metadata":{"name":"x"}}"""));
        var client = Client(server, new TokenFileCredentials(folder.PathOf("token"), time));
        await Get(client);
        folder.Write("token", "new");
        await Get(client);
        time.Advance(TimeSpan.FromSeconds(61));
        await Get(client);
        server.Requests.Select(request => request.Authorization).ShouldBe(["Bearer old", "Bearer old", "Bearer new"]);
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_the_request_repeated()
    {
        folder.Write("token", "old");
        using var server = new StubServer(request =>
            request.Authorization == "Bearer new" ? StubServer.Json(request.Body) : StubServer.Error(HttpStatusCode.Unauthorized, "Unauthorized"));
        var credentials = new TokenFileCredentials(folder.PathOf("token"), time);
        await credentials.GetAsync(TestContext.Current.CancellationToken);
        folder.Write("token", "new");
        var map = new ConfigMap { Metadata = new ObjectMeta { Name = "x", Namespace = "demo" } };
        var created = await Client(server, credentials).CreateAsync(BuiltIn.ConfigMaps, map, null, TestContext.Current.CancellationToken);
        created.Metadata.Name.ShouldBe("x");
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].Body.ShouldBe(server.Requests[0].Body);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_an_error_after_one_request()
    {
        folder.Write("token", "old");
        using var server = new StubServer(_ => StubServer.Error(HttpStatusCode.Unauthorized, "Unauthorized"));
        var error = await Should.ThrowAsync<KubernetesException>(() => Get(Client(server, new TokenFileCredentials(folder.PathOf("token"), time))));
        error.Reason.ShouldBe("Unauthorized");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_file_is_swapped_the_token_in_memory_serves()
    {
        var credentials = new TokenFileCredentials(folder.Write("token", "old"), time);
        await credentials.GetAsync(TestContext.Current.CancellationToken);
        File.Delete(folder.PathOf("token"));
        time.Advance(TimeSpan.FromMinutes(2));
        (await credentials.GetAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe("Bearer old");
    }

    private static KubernetesClient Client(StubServer server, ICredentialSource credentials) =>
        new(new HttpClient(new AuthenticationHandler(credentials, server)) { BaseAddress = new Uri("http://stub/") });

    private static Task<ConfigMap?> Get(KubernetesClient client) => client.GetAsync(BuiltIn.ConfigMaps, new NamespacedName("demo", "x"), TestContext.Current.CancellationToken);
}
