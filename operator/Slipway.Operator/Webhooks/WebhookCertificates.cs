using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Webhooks;

/// <summary>Keeps the certificates in a Secret, serves with what the Secret holds, and tells the API server whom to trust.</summary>
/// <remarks>
/// Guarantees: all replicas serve under one authority, because only one of them can write a version of the Secret and the others read it again.
/// A renewal, by whichever replica, is served by all within <see cref="Interval"/> and without a restart.
/// </remarks>
internal sealed partial class WebhookCertificates(IKubernetesClient client, WebhookOptions options, TimeProvider time, ILogger<WebhookCertificates> logger)
{
    /// <summary>How often Secret and configuration are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private static readonly ResourceType<DynamicObject> WebhookConfigurations =
        ResourceType.Dynamic("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", namespaced: false);

    private readonly NamespacedName secretKey = new(options.Namespace, options.Service);
    private volatile X509Certificate2? current;
    private readonly TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CertificateBundle? served;

    /// <summary>What to serve with; null until the first look has succeeded.</summary>
    public X509Certificate2? Current => current;

    /// <summary>Who issues what is served with, in PEM; null until the first look has succeeded.</summary>
    public string? Authorities => served?.CaCertificates;

    /// <summary>Done as soon as there is something to serve with.</summary>
    public Task Serving => serving.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = Interval;
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is KubernetesException or HttpRequestException or IOException or TimeoutException)
            {
                // The operator works without its webhook: nothing depends on it.
                LogFailed(failure, options.Configuration);
                pause = Retry;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the Secret, renews what is due, serves with it and publishes the authority.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var bundle = await SharedAsync(cancellationToken);
        if (bundle != served)
        {
            // Handshakes under way still use the former certificate, so it is left to the collector.
            current = X509Certificate2.CreateFromPem(bundle.Certificate, bundle.Key);
            served = bundle;
            serving.TrySetResult();
            LogServing(options.Service);
        }

        await PublishAsync(bundle, cancellationToken);
    }

    private async Task<CertificateBundle> SharedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var secret = await client.GetAsync(BuiltIn.Secrets, secretKey, cancellationToken);
            var held = CertificateBundle.Read(secret);
            var wanted = CertificateRenewal.Renew(held, options.HostNames, time.GetUtcNow());
            if (wanted == held) return wanted;
            try
            {
                await WriteAsync(secret, wanted, cancellationToken);
                return wanted;
            }
            catch (KubernetesException raced) when (raced.IsAlreadyExists || raced.IsConflict)
            {
                LogRaced(secretKey);
            }
        }
    }

    private Task<Secret> WriteAsync(Secret? secret, CertificateBundle bundle, CancellationToken cancellationToken)
    {
        if (secret is null)
        {
            var metadata = new ObjectMeta { Name = secretKey.Name, Namespace = secretKey.Namespace };
            return client.CreateAsync(BuiltIn.Secrets, new Secret { Metadata = metadata, Type = CertificateBundle.SecretType, Data = bundle.Data }, null, cancellationToken);
        }

        var entries = new JsonObject(bundle.Data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value))));
        var change = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = secret.Metadata.ResourceVersion }, ["data"] = entries };
        return client.PatchAsync(BuiltIn.Secrets, secretKey, Patch.Merge(change), null, cancellationToken);
    }

    // Only the bundle is ours: rules, selectors and policies belong to whoever installed the configuration.
    private async Task PublishAsync(CertificateBundle bundle, CancellationToken cancellationToken)
    {
        var configuration = await client.GetAsync(WebhookConfigurations, new NamespacedName("", options.Configuration), cancellationToken);
        if (configuration is null)
        {
            LogNoConfiguration(options.Configuration);
            return;
        }

        var caBundle = Convert.ToBase64String(Encoding.ASCII.GetBytes(bundle.CaCertificates));
        var webhooks = (configuration.Content["webhooks"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (webhooks.TrueForAll(webhook => (string?)webhook["clientConfig"]?["caBundle"] == caBundle)) return;
        var intent = new JsonObject
        {
            ["apiVersion"] = WebhookConfigurations.ApiVersion,
            ["kind"] = WebhookConfigurations.Kind,
            ["metadata"] = new JsonObject { ["name"] = options.Configuration },
            ["webhooks"] = new JsonArray([.. webhooks.Select(webhook => new JsonObject
            {
                ["name"] = (string?)webhook["name"], ["clientConfig"] = new JsonObject { ["caBundle"] = caBundle },
            })]),
        };
        await client.ApplyAsync(WebhookConfigurations, new DynamicObject(intent), new WriteOptions { FieldManager = "slipway-webhook" }, cancellationToken);
        LogPublished(options.Configuration);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook's certificates could not be kept; manifests are checked by the reconcilers alone until {Configuration} works")]
    private partial void LogFailed(Exception failure, string configuration);

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhook serves with the certificate in Secret {Secret}")]
    private partial void LogServing(string secret);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Another replica wrote {Secret} first")]
    private partial void LogRaced(NamespacedName secret);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no ValidatingWebhookConfiguration {Configuration}, so the API server does not call the webhook")]
    private partial void LogNoConfiguration(string configuration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Set the CA bundle of ValidatingWebhookConfiguration {Configuration}")]
    private partial void LogPublished(string configuration);
}
