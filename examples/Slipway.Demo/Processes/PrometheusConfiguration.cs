namespace Slipway.Demo.Processes;

/// <summary>Prometheus finds the pods through the sandbox's API, as it would in a cluster.</summary>
internal static class PrometheusConfiguration
{
    public static string For(string kubeconfig) => $$"""
        global:
          scrape_interval: 2s
        scrape_configs:
          - job_name: slipway-pods
            kubernetes_sd_configs:
              - role: pod
                kubeconfig_file: {{kubeconfig}}
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
              - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __meta_kubernetes_pod_container_port_number]
                separator: ":"
                regex: (\d+):\1
                action: keep
              - source_labels: [__meta_kubernetes_pod_name]
                target_label: pod
        """;
}
