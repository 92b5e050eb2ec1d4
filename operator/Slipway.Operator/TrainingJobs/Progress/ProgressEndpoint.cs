using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>Where runs tell how far they have come: the HTTPS server of the webhook, under its certificates.</summary>
/// <param name="address">Address of the Service, such as <c>https://slipway-webhook.slipway-system.svc</c>.</param>
internal sealed class ProgressEndpoint(Uri address)
{
    /// <summary>Pattern of the address of a run, by the names of namespace, TrainingJob and run.</summary>
    public const string Route = "/apis/slipway.dev/v1alpha1/namespaces/{place}/trainingjobs/{job}/runs/{run}/status";

    private Func<string?> authorities = () => null;

    /// <summary>Names who issues the certificates of the server, in PEM; null while that is not known.</summary>
    public void Trust(Func<string?> issuers) => authorities = issuers;

    /// <summary>How the pods of a run get there; null while the server has no certificates.</summary>
    public StepProgressAccess? Of(NamespacedName job, string run) => authorities() is { } trusted
        ? new StepProgressAccess(new Uri(address, $"/apis/slipway.dev/v1alpha1/namespaces/{job.Namespace}/trainingjobs/{job.Name}/runs/{run}/status").ToString(), trusted)
        : null;
}
