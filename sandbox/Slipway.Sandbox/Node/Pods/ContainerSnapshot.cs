using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>What the node knows of a container at one moment.</summary>
internal sealed record ContainerSnapshot(string Name, string Image)
{
    /// <summary>State now.</summary>
    public ContainerState State { get; init; } = new() { Waiting = new() { Reason = "ContainerCreating" } };

    /// <summary>How it ended before the current state; null: it did not.</summary>
    public ContainerState? LastState { get; init; }

    /// <summary>Starts after the first.</summary>
    public int RestartCount { get; init; }

    /// <summary>True once the startup probe has succeeded, or at once without one.</summary>
    public bool Started { get; init; }

    /// <summary>True if it may get requests.</summary>
    public bool Ready { get; init; }

    public bool HasSucceeded => State.Terminated is { ExitCode: 0 };

    /// <summary>The snapshot with another state, no longer started nor ready.</summary>
    public ContainerSnapshot Waiting(string reason, string? message = null) => this with
    {
        State = new() { Waiting = new() { Reason = reason, Message = message } },
        LastState = State.Terminated is null ? LastState : State,
        Started = false,
        Ready = false,
    };

    /// <summary>The snapshot before the next start; how it ended is kept.</summary>
    public ContainerSnapshot Again() => Waiting("ContainerCreating") with { RestartCount = RestartCount + 1 };

    public ContainerSnapshot Running(DateTimeOffset startedAt) => this with
    {
        State = new() { Running = new() { StartedAt = startedAt } },
        LastState = State.Terminated is null ? LastState : State,
        Started = false,
        Ready = false,
    };

    public ContainerSnapshot Terminated(ContainerStateTerminated how) => this with
    {
        State = new() { Terminated = how },
        Started = false,
        Ready = false,
    };
}
