using System.Text;

namespace Slipway.Demo.Processes;

/// <summary>Prometheus learns of the pods from the sandbox, under the labels and with the relabelling that a cluster would have.</summary>
internal static class PrometheusConfiguration
{
    /// <summary>Writes the configuration with what it refers to, and returns its path.</summary>
    public static async Task<string> WriteAsync(string folder, Kubectl kubectl, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var server = await ViewAsync("{.clusters[0].cluster.server}");
        var token = await ViewAsync("{.users[0].user.token}");
        var authority = Path.Combine(folder, "ca.crt");
        await File.WriteAllBytesAsync(authority, Convert.FromBase64String(await ViewAsync("{.clusters[0].cluster.certificate-authority-data}")), cancellation);
        var path = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(path, Text(server.TrimEnd('/'), token, authority), new UTF8Encoding(false), cancellation);
        return path;

        Task<string> ViewAsync(string field) => kubectl.RunAsync(cancellation, "config", "view", "--raw", "-o", $"jsonpath={field}");
    }

    private static string Text(string server, string token, string authority) => $$"""
        global:
          scrape_interval: 2s
        scrape_configs:
          - job_name: slipway-pods
            http_sd_configs:
              - url: {{server}}/prometheus/pods
                refresh_interval: 2s
                authorization: {type: Bearer, credentials: {{token}}}
                tls_config: {ca_file: {{authority}}}
            relabel_configs:
              - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
                regex: "true"
                action: keep
              - source_labels: [__meta_kubernetes_pod_phase]
                regex: Pending|Succeeded|Failed
                action: drop
              - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path]
                regex: (.+)
                target_label: __metrics_path__
              - source_labels: [__meta_kubernetes_pod_ip, __meta_kubernetes_pod_annotation_prometheus_io_port]
                separator: ":"
                target_label: __address__
              - source_labels: [__meta_kubernetes_namespace]
                target_label: namespace
              - source_labels: [__meta_kubernetes_pod_name]
                target_label: pod
        """;
}
