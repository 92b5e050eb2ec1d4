using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class SandboxServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-state-").FullName;

    [Fact]
    [Trait("Capability", "P7")]
    public async Task TheStateSurvivesARestartWithDefinitionsAndVersions()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = new SandboxServerOptions { DataFolder = _folder };
        string version;
        await using (var first = await SandboxServer.StartAsync(options, cancellation))
        {
            using var client = Client(first);
            await Post(client, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition());
            await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri("/apis/test.slipway.dev/v1/namespaces/default/things", UriKind.Relative), cancellation)).IsSuccessStatusCode, "things are served", cancellation);
            await Post(client, "/apis/test.slipway.dev/v1/namespaces/default/things", Thing("a"));
            await Post(client, "/apis/test.slipway.dev/v1/namespaces/default/things", Thing("b"));
            await client.DeleteAsync(new Uri("/apis/test.slipway.dev/v1/namespaces/default/things/b", UriKind.Relative), cancellation);
            version = (await Get(client, "/apis/test.slipway.dev/v1/namespaces/default/things")).TextAt("metadata", "resourceVersion")!;
        }

        await using var second = await SandboxServer.StartAsync(options, cancellation);
        using var again = Client(second);
        var list = await Get(again, "/apis/test.slipway.dev/v1/namespaces/default/things");
        list.ArrayAt("items").Objects().Select(i => i.TextAt("metadata", "name")).ShouldBe(["a"]);
        long.Parse(list.TextAt("metadata", "resourceVersion")!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(long.Parse(version, System.Globalization.CultureInfo.InvariantCulture));
        var created = await Post(again, "/apis/test.slipway.dev/v1/namespaces/default/things", Thing("c"));
        created.IntegerAt("spec", "size").ShouldBe(3, "defaults of the definition still hold");
    }

    [Fact]
    public async Task WithoutTheTokenNothingButHealthIsAnswered()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient(server.CreateInProcessHandler()) { BaseAddress = server.BaseAddress };
        (await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync(new Uri("/api/v1/namespaces", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AClientThatTrustsTheWrittenCertificateConnects()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), TestContext.Current.CancellationToken);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Cert).AsSpan().SequenceEqual(Certificate(server)) },
        };
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        (await Get(client, "/api/v1/namespaces")).ArrayAt("items").Objects().Select(i => i.TextAt("metadata", "name")).ShouldContain("default");
    }

    [Fact]
    [Trait("Capability", "P1")]
    public async Task WritersThatRaceAllSucceedOrAreTold()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), cancellation);
        using var client = Client(server);
        await Post(client, "/api/v1/namespaces/default/configmaps", JsonTree.ParseObject("""{"metadata":{"name":"shared"}}"""));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            using var patch = new StringContent($$$"""{"data":{"k{{{i}}}":"v"}}""", Encoding.UTF8, "application/merge-patch+json");
            (await client.PatchAsync(new Uri("/api/v1/namespaces/default/configmaps/shared", UriKind.Relative), patch, cancellation)).EnsureSuccessStatusCode();
        })));
        (await Get(client, "/api/v1/namespaces/default/configmaps/shared")).ObjectAt("data")!.Count.ShouldBe(40);
    }

    [Fact]
    public async Task LogsComeFromWhateverTheNodeRegisters()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), cancellation);
        server.PodLogs = new FixedLogs();
        using var client = Client(server);
        await Post(client, "/api/v1/namespaces/default/pods", JsonTree.ParseObject("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"main","image":"i:1"}]}}"""));
        (await client.GetStringAsync(new Uri("/api/v1/namespaces/default/pods/p/log?tailLines=2", UriKind.Relative), cancellation)).ShouldBe("default/p/main 2\n");
        var refused = await client.GetAsync(new Uri("/api/v1/namespaces/default/pods/p/log?container=other", UriKind.Relative), cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(cancellation)).ShouldContain("container other is not valid for pod p");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static HttpClient Client(SandboxServer server)
    {
        var client = new HttpClient(server.CreateInProcessHandler()) { BaseAddress = server.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        return client;
    }

    private static byte[] Certificate(SandboxServer server) => System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(server.CertificatePem).RawData;

    private static async Task<JsonNode> Get(HttpClient client, string path) =>
        JsonTree.Parse(await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> Post(HttpClient client, string path, JsonObject body)
    {
        using var content = new ByteArrayContent(JsonTree.ToUtf8(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonTree.Parse(text)!;
    }

    private static JsonObject Definition() => JsonTree.ParseObject("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.test.slipway.dev"},
         "spec":{"group":"test.slipway.dev","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
                   "spec":{"type":"object","default":{},"properties":{"size":{"type":"integer","default":3}}}}}}}]}}
        """);

    private static JsonObject Thing(string name) => new()
    {
        ["apiVersion"] = "test.slipway.dev/v1",
        ["kind"] = "Thing",
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    private sealed class FixedLogs : IPodLogs
    {
        public async Task CopyAsync(PodLogRequest request, Stream output, CancellationToken cancellation) =>
            await output.WriteAsync(Encoding.UTF8.GetBytes($"{request.Namespace}/{request.Pod}/{request.Container} {request.TailLines}\n"), cancellation);
    }
}
