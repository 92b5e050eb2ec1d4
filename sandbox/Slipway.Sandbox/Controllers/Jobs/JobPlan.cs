using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>What a pass does for a job.</summary>
internal sealed record JobPlan
{
    /// <summary>Pods to create, by completion index (null in jobs without).</summary>
    public IReadOnlyList<int?> Create { get; init; } = [];

    /// <summary>Pods to delete.</summary>
    public IReadOnlyList<Pod> Delete { get; init; } = [];

    /// <summary>The whole status; null: it stays.</summary>
    public JsonObject? Status { get; init; }

    /// <summary>Deletes the job itself.</summary>
    public bool DeleteJob { get; init; }

    /// <summary>When to look again though nothing has changed.</summary>
    public TimeSpan? Again { get; init; }

    /// <summary>What has come about and deserves an event.</summary>
    public JobNews? News { get; init; }
}

/// <summary>Something that people want to hear of a job.</summary>
internal sealed record JobNews(bool Warning, string Reason, string Message);
