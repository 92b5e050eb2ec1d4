using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.ApiServer;

/// <summary>When webhooks are asked, what they are asked, and what becomes of their answers.</summary>
[Trait("Capability", "P2")]
public sealed class ValidatingWebhookTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private readonly List<JsonObject> _asked = [];
    private Func<JsonObject, JsonObject> _verdict = _ => new JsonObject { ["allowed"] = true };
    private SandboxServer _server = null!;
    private HttpClient _client = null!;
    private WebApplication _webhook = null!;
    private X509Certificate2 _certificate = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxServerOptions());
        _client = new HttpClient(_server.CreateInProcessHandler()) { BaseAddress = _server.BaseAddress };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
        _certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _webhook = builder.Build();
        _webhook.Run(AnswerAsync);
        await _webhook.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _webhook.DisposeAsync();
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task ARefusalNamesTheWebhookAndKeepsItsStatus()
    {
        await Install();
        _verdict = _ => JsonTree.ParseObject("""{"allowed":false,"status":{"code":422,"reason":"Invalid","message":"no such luck","details":{"causes":[{"field":"data.a","message":"is wrong"}]}}}""");
        var (code, status, _) = await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"},"data":{"a":"1"}}""");
        code.ShouldBe(422);
        status.TextAt("message").ShouldBe("admission webhook \"check.test.dev\" denied the request: no such luck");
        status.TextAt("reason").ShouldBe("Invalid");
        status.ArrayAt("details", "causes").Objects().Single().TextAt("field").ShouldBe("data.a");
        (await Send(HttpMethod.Get, Maps + "/a", null)).Code.ShouldBe(404);

        _verdict = _ => new JsonObject { ["allowed"] = false };
        var silent = await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"}}""");
        silent.Code.ShouldBe(400);
        silent.Body.TextAt("message").ShouldBe("admission webhook \"check.test.dev\" denied the request without explanation");
    }

    [Fact]
    public async Task EachOperationIsAskedWithWhatItIsAbout()
    {
        await Install();
        await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"},"data":{"a":"1"}}""");
        await Send(HttpMethod.Patch, Maps + "/a?dryRun=All", """{"data":{"a":"2"}}""");
        await Send(HttpMethod.Delete, Maps + "/a", null);

        _asked.Select(r => r.TextAt("operation")).ShouldBe(["CREATE", "UPDATE", "DELETE"]);
        foreach (var request in _asked)
        {
            (request.TextAt("name"), request.TextAt("namespace"), request.TextAt("kind", "kind")).ShouldBe(("a", "default", "ConfigMap"));
            request.TextAt("userInfo", "username").ShouldBe("sandbox-admin");
        }

        _asked[0].TextAt("object", "kind").ShouldBe("ConfigMap");
        _asked[0].At("oldObject").ShouldBeNull();
        (_asked[1].TextAt("oldObject", "data", "a"), _asked[1].TextAt("object", "data", "a"), _asked[1].FlagAt("dryRun")).ShouldBe(("1", "2", true));
        (_asked[2].At("object"), _asked[2].TextAt("oldObject", "data", "a")).ShouldBe((null, "1"));
    }

    [Fact]
    public async Task RulesAndSelectorsSayWhatIsAskedAbout()
    {
        await Install(webhook =>
        {
            webhook["objectSelector"] = JsonTree.Parse("""{"matchLabels":{"checked":"yes"}}""");
            webhook["namespaceSelector"] = JsonTree.Parse("""{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["kube-system"]}]}""");
        });
        await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"plain"}}""");
        await Send(HttpMethod.Post, "/api/v1/namespaces/kube-system/configmaps", """{"metadata":{"name":"a","labels":{"checked":"yes"}}}""");
        await Send(HttpMethod.Post, "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"a","labels":{"checked":"yes"}}}""");
        _asked.ShouldBeEmpty();
        await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a","labels":{"checked":"yes"}}}""");
        await Send(HttpMethod.Patch, Maps + "/a", """{"metadata":{"labels":null}}""");
        _asked.Count.ShouldBe(2, "an object that was selected is asked about when it stops to be");
    }

    [Fact]
    public async Task WarningsReachTheClient()
    {
        await Install();
        _verdict = _ => JsonTree.ParseObject("""{"allowed":true,"warnings":["mind the gap"]}""");
        (await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"}}""")).Warnings.ShouldBe("299 - \"mind the gap\"");
    }

    [Fact]
    public async Task WithoutAnAnswerThePolicyDecides()
    {
        await Install(webhook => webhook["clientConfig"]!["caBundle"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(_server.CertificatePem)));
        var refused = await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"}}""");
        refused.Code.ShouldBe(500);
        refused.Body.TextAt("message")!.ShouldStartWith("Internal error occurred: failed calling webhook \"check.test.dev\": failed to call webhook: ");

        await Install(webhook =>
        {
            webhook["failurePolicy"] = "Ignore";
            webhook["timeoutSeconds"] = 1;
        });
        _verdict = _ => throw new InvalidOperationException("out of order");
        (await Send(HttpMethod.Post, Maps, """{"metadata":{"name":"a"}}""")).Code.ShouldBe(201);
    }

    [Fact]
    public async Task AWebhookWithSideEffectsIsNotAskedInADryRun()
    {
        await Install(webhook => webhook["sideEffects"] = "Some");
        var refused = await Send(HttpMethod.Post, Maps + "?dryRun=All", """{"metadata":{"name":"a"}}""");
        refused.Code.ShouldBe(400);
        refused.Body.TextAt("message").ShouldBe("admission webhook \"check.test.dev\" does not support dry run");
        _asked.ShouldBeEmpty();
    }

    private async Task Install(Action<JsonObject>? change = null)
    {
        const string path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        var webhook = JsonTree.ParseObject($$"""
            {"name":"check.test.dev","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"{{_webhook.Urls.First()}}/check"},
             "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"],"operations":["*"]}]}
            """);
        webhook["clientConfig"]!["caBundle"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()));
        change?.Invoke(webhook);
        await Send(HttpMethod.Delete, path + "/check", null);
        var made = await Send(HttpMethod.Post, path, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "check" }, ["webhooks"] = new JsonArray(webhook) }.ToJsonString());
        made.Code.ShouldBe(201, made.Body.ToJsonString());
    }

    private async Task<(int Code, JsonObject Body, string? Warnings)> Send(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using var answer = await _client.SendAsync(request, Cancellation);
        var warnings = answer.Headers.TryGetValues("Warning", out var values) ? string.Join('\n', values) : null;
        return ((int)answer.StatusCode, JsonTree.ParseObject(await answer.Content.ReadAsStringAsync(Cancellation)), warnings);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = JsonTree.ParseObject(await reader.ReadToEndAsync(http.RequestAborted)).ObjectAt("request")!;
        _asked.Add(request);
        var response = _verdict(request);
        response["uid"] = request.TextAt("uid");
        await http.Response.WriteAsync(new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["response"] = response }.ToJsonString(), http.RequestAborted);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=check", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
