using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox.Tests.ApiServer;

public sealed class PrometheusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-prometheus-").FullName;

    [Fact]
    [Trait("Capability", "P7")]
    public async Task PrometheusFindsPodsWithTheLabelsOfItsKubernetesDiscovery()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "prometheus"))), "prometheus is not on the PATH");
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions(), cancellation);
        using var client = new HttpClient(server.CreateInProcessHandler()) { BaseAddress = server.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        await Send(client, HttpMethod.Post, "/api/v1/namespaces/default/pods", "application/json", """
            {"metadata":{"name":"predictor","labels":{"app.kubernetes.io/name":"yarn"},"annotations":{"prometheus.io/scrape":"true"}},
             "spec":{"containers":[{"name":"main","image":"i:1","ports":[{"name":"http","containerPort":8080}]}]}}
            """);
        await Send(client, HttpMethod.Patch, "/api/v1/namespaces/default/pods/predictor/status", "application/merge-patch+json", """{"status":{"podIP":"127.77.1.2","phase":"Running"}}""");

        var port = FreePort();
        using var prometheus = Start(server, port);
        try
        {
            using var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var targets = "";
            await Eventually.HoldsAsync(
                async () =>
                {
                    targets = await TargetsAsync(api, cancellation);
                    return targets.Contains("http://127.77.1.2:8080/metrics", StringComparison.Ordinal);
                },
                "the pod is a target",
                cancellation);
            targets.ShouldContain("\"pod\":\"predictor\"");
            targets.ShouldContain("\"app\":\"yarn\"");
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(cancellation);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Process Start(SandboxServer server, int port)
    {
        var config = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(config, $"""
            scrape_configs:
            - job_name: pods
              http_sd_configs:
              - url: {server.PrometheusPods}
                refresh_interval: 1s
                authorization:
                  type: Bearer
                  credentials: {server.Token}
                tls_config:
                  ca_file: {server.WriteCertificate(Path.Combine(_folder, "ca.pem"))}
              relabel_configs:
              - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
                regex: "true"
                action: keep
              - source_labels: [__meta_kubernetes_pod_name]
                target_label: pod
              - source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_name]
                target_label: app

            """);
        var start = new ProcessStartInfo("prometheus") { WorkingDirectory = _folder, RedirectStandardError = true };
        start.ArgumentList.Add($"--config.file={config}");
        start.ArgumentList.Add($"--storage.tsdb.path={Path.Combine(_folder, "data")}");
        start.ArgumentList.Add($"--web.listen-address=127.0.0.1:{port}");
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<string> TargetsAsync(HttpClient api, CancellationToken cancellation)
    {
        try
        {
            return await api.GetStringAsync(new Uri("/api/v1/targets", UriKind.Relative), cancellation);
        }
        catch (HttpRequestException)
        {
            return ""; // it does not listen yet
        }
    }

    private static async Task Send(HttpClient client, HttpMethod method, string path, string type, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        (await client.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
