namespace Slipway.Operator.Webhooks;

/// <summary>How the API server finds the webhook, and where the webhook keeps its certificates.</summary>
internal sealed record WebhookOptions
{
    /// <summary>Name of the ValidatingWebhookConfiguration whose CA bundle is kept current.</summary>
    public required string Configuration { get; init; }

    /// <summary>Name of the Service; the serving certificate is made out to it, and the Secret is called after it.</summary>
    public required string Service { get; init; }

    /// <summary>Namespace of Service and Secret.</summary>
    public required string Namespace { get; init; }

    /// <summary>Address to listen on.</summary>
    public required System.Net.IPAddress Address { get; init; }

    /// <summary>Port to listen on.</summary>
    public required int Port { get; init; }

    /// <summary>Where pods of the cluster reach the Service, which has the usual port of HTTPS.</summary>
    public Uri ServiceAddress => new($"https://{Service}.{Namespace}.svc");

    /// <summary>Names by which API servers may call the Service.</summary>
    public IReadOnlyList<string> HostNames => [$"{Service}.{Namespace}.svc", $"{Service}.{Namespace}.svc.cluster.local"];
}
