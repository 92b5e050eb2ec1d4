using System.Text.Json.Nodes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Disruption;

/// <summary>Keeps the status of disruption budgets.</summary>
internal sealed class BudgetReconciler(IKubernetesClient client, ICache<DynamicObject> budgets, ICache<Pod> pods) : IReconciler
{
    private readonly StatusWriter status = new(client);

    /// <summary>The budgets that a pod counts for.</summary>
    public static IEnumerable<NamespacedName> BudgetsOf(Pod pod, ICache<DynamicObject> budgets) =>
        budgets.List(pod.Metadata.Namespace).Where(budget => BudgetDecision.Selects(budget, pod, Labels(pod))).Select(budget => budget.Key());

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (budgets.Get(key) is not { } budget || budget.IsBeingDeleted()) return ReconcileResult.Done;
        var selected = pods.List(key.Namespace).Where(pod => BudgetDecision.Selects(budget, pod, Labels(pod))).ToList();
        await status.WriteAsync(BuiltIn.PodDisruptionBudgets.AsDynamic(), budget, BudgetDecision.Status(budget, selected), cancellationToken);
        return ReconcileResult.Done;
    }

    private static JsonObject Labels(Pod pod) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["labels"] = new JsonObject((pod.Metadata.Labels ?? new Dictionary<string, string>()).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        },
    };
}
