using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>Asks the API server whose token it is.</summary>
internal sealed class TokenReview(IKubernetesClient client)
{
    private const string PodUid = "authentication.kubernetes.io/pod-uid";

    private static readonly ResourceType<DynamicObject> TokenReviews = ResourceType.Dynamic("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", namespaced: false);

    /// <summary>UID of the pod that a token for <see cref="StepProgressAccess.Audience"/> is bound to; null when it is no such token.</summary>
    /// <exception cref="KubernetesException">The API server does not say.</exception>
    public async Task<string?> PodOfAsync(string token, CancellationToken cancellationToken)
    {
        var review = new DynamicObject(new JsonObject
        {
            ["apiVersion"] = TokenReviews.ApiVersion,
            ["kind"] = TokenReviews.Kind,
            ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = new JsonArray(StepProgressAccess.Audience) },
        });
        var status = (await client.CreateAsync(TokenReviews, review, null, cancellationToken)).Content["status"];
        if ((bool?)status?["authenticated"] != true) return null;
        var audiences = (status["audiences"] as JsonArray ?? []).Select(each => (string?)each);
        return audiences.Contains(StepProgressAccess.Audience) ? (string?)(status["user"]?["extra"]?[PodUid] as JsonArray)?.FirstOrDefault() : null;
    }
}
