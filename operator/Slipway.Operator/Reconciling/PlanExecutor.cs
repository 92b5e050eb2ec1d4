using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;

namespace Slipway.Operator.Reconciling;

/// <summary>Does what a plan says: children in order, then removals, then one write of the status, then events.</summary>
/// <remarks>
/// <para>Guarantees: what is up to date is not written. The status is written against the resource version that the plan was made from, so a decision
/// that was made from an older state is refused (409) and made again. Killed between any two writes, the next pass does the rest.</para>
/// <para>A child that the API server refuses is told in the Ready condition before the failure is passed on.</para>
/// </remarks>
internal sealed class PlanExecutor<T, TStatus>(IKubernetesClient client, ResourceType<T> type, IEventSink events, ReadAudit audit, TimeProvider time)
    where T : class, ISlipwayObject<TStatus>
    where TStatus : class, ISlipwayStatus
{
    private static readonly JsonTypeInfo<TStatus> StatusJson = (JsonTypeInfo<TStatus>)ApiJson.Default.GetTypeInfo(typeof(TStatus))!;

    private static readonly JsonTypeInfo<Condition> ConditionJson = (JsonTypeInfo<Condition>)ApiJson.Default.GetTypeInfo(typeof(Condition))!;

    /// <summary>Does the plan.</summary>
    public async Task ExecuteAsync(T resource, Plan<TStatus> plan, CancellationToken cancellationToken)
    {
        if (plan.Reads is { } reads && plan.Children.Any(child => child.IsDue)) audit.Tell(resource, reads);
        try
        {
            foreach (var child in plan.Children.Where(child => child.IsDue)) await child.WriteAsync(client, cancellationToken);
            foreach (var removal in plan.Removals) await removal.DeleteAsync(client, cancellationToken);
        }
        catch (KubernetesException refused) when (IsLasting(refused))
        {
            await TellAsync(resource, refused, cancellationToken);
            throw;
        }

        if (!IsOnRecord(resource.Status, plan.Status))
            await PatchAsync(resource, Tree(plan.Status)!, plan.Status.Conditions, plan.QuietReasons, cancellationToken);
        foreach (var happened in plan.Events) events.Publish(resource, happened);
    }

    // Most passes change nothing; comparing the texts is much quicker than finding the difference of two trees.
    private static bool IsOnRecord(TStatus? before, TStatus after) =>
        before is not null && JsonSerializer.SerializeToUtf8Bytes(before, StatusJson).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(after, StatusJson));

    // A conflict or an overloaded server is everyday life and mends itself; the rest needs somebody.
    private static bool IsLasting(KubernetesException refused) =>
        (int)refused.StatusCode is >= 400 and < 500 && !refused.IsConflict && !refused.IsTooManyRequests;

    private async Task TellAsync(T resource, KubernetesException refused, CancellationToken cancellationToken)
    {
        var draft = new ConditionDraft(resource.Status?.Conditions, resource.Metadata.Generation, time.GetUtcNow())
            .Stalled("ChildRefused", $"The API server refuses what {resource.Kind} {resource.Metadata.Name} needs: {refused.Message}");
        var status = Tree(resource.Status) ?? [];
        status["conditions"] = new JsonArray([.. draft.Conditions.Select(condition => JsonSerializer.SerializeToNode(condition, ConditionJson))]);
        await PatchAsync(resource, status, draft.Conditions, new HashSet<string>(), cancellationToken);
    }

    private async Task PatchAsync(
        T resource, JsonObject status, IReadOnlyList<Condition>? conditions, IReadOnlySet<string> quiet, CancellationToken cancellationToken)
    {
        if (MergeDiff.Between(Tree(resource.Status) ?? [], status) is not { } difference) return;
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = resource.Metadata.Uid, ["resourceVersion"] = resource.Metadata.ResourceVersion },
            ["status"] = difference,
        };
        await client.PatchAsync(type, resource.Key(), Patch.Merge(body), WriteOptions.Status, cancellationToken);
        foreach (var change in ConditionEvents.Between(resource.Status?.Conditions, conditions).Where(change => !quiet.Contains(change.Reason))) events.Publish(resource, change);
    }

    private static JsonObject? Tree(TStatus? status) => status is null ? null : JsonSerializer.SerializeToNode(status, StatusJson) as JsonObject;
}
