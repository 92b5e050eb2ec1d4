using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Cli.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Decide;

/// <summary>Appends a decision to versions, in the name that the API server knows the caller by.</summary>
internal static class Decision
{
    private const int Tries = 5;

    private static readonly ResourceType<DynamicObject> Reviews = ResourceType.Dynamic("authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", namespaced: false);

    /// <returns>0 when every version took it.</returns>
    public static async Task<int> WriteAllAsync(
        Connection cluster, IReadOnlyList<ModelVersion> versions, DecisionAction action, string? alias, string? reason, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var user = await UserAsync(cluster.Client, cancellation);
        var failures = 0;
        foreach (var version in versions)
        {
            try
            {
                var entry = new RecordedDecision { Action = action, Alias = alias, By = user, At = Now(), Reason = reason };
                await AppendAsync(cluster.Client, version, entry, cancellation);
                await output.WriteLineAsync($"modelversion/{version.Metadata.Name}: {action}{(alias is null ? "" : $" {alias}")} by {user}");
            }
            catch (KubernetesException refused)
            {
                // One that refuses does not keep the others from being decided.
                failures++;
                await errors.WriteLineAsync($"error: modelversion/{version.Metadata.Name}: {refused.Status.Message ?? refused.Message}");
            }
        }

        return failures == 0 ? 0 : 1;
    }

    private static async Task AppendAsync(IKubernetesClient client, ModelVersion version, RecordedDecision entry, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var entries = new JsonArray([.. (version.Spec.Decisions ?? []).Append(entry).Select(each => JsonSerializer.SerializeToNode(each, ApiJson.Default.GetTypeInfo(typeof(RecordedDecision))!))]);
            var change = new JsonObject
            {
                // A merge patch replaces the list, so it must be the list that was read.
                ["metadata"] = new JsonObject { ["uid"] = version.Metadata.Uid, ["resourceVersion"] = version.Metadata.ResourceVersion },
                ["spec"] = new JsonObject { ["decisions"] = entries },
            };
            try
            {
                await client.PatchAsync(SlipwayKinds.ModelVersion, version.Key(), Patch.Merge(change), null, cancellation);
                return;
            }
            catch (KubernetesException changed) when (changed.IsConflict && attempt < Tries)
            {
                version = await client.GetAsync(SlipwayKinds.ModelVersion, version.Key(), cancellation) ?? throw new CommandException($"ModelVersion '{version.Metadata.Name}' was deleted meanwhile");
            }
        }
    }

    private static async Task<string> UserAsync(IKubernetesClient client, CancellationToken cancellation)
    {
        var question = new DynamicObject(new JsonObject { ["apiVersion"] = Reviews.ApiVersion, ["kind"] = Reviews.Kind });
        var answer = await client.CreateAsync(Reviews, question, null, cancellation);
        return (string?)answer.Content["status"]?["userInfo"]?["username"] ?? throw new CommandException("the API server does not say who you are (SelfSubjectReview, Kubernetes 1.28)");
    }

    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
}
