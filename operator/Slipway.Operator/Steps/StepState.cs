using Slipway.Contracts.Steps;

namespace Slipway.Operator.Steps;

/// <summary>How a step stands.</summary>
/// <param name="Phase">Where it is.</param>
/// <param name="Reason">One CamelCase word for a condition.</param>
/// <param name="Message">One sentence; for a failure with the cause and the remedy.</param>
/// <param name="Result">What the step itself said, if it did.</param>
internal sealed record StepState(StepPhase Phase, string Reason, string Message, StepResult? Result = null)
{
    public bool IsFinished => Phase is StepPhase.Succeeded or StepPhase.Failed;
}

/// <summary>Where a step is.</summary>
internal enum StepPhase
{
    /// <summary>Its Job is not there.</summary>
    Missing,

    /// <summary>Its pod does not start, and the cluster says why.</summary>
    Waiting,

    /// <summary>Its pod starts or runs.</summary>
    Running,

    /// <summary>It ended well and its result was read.</summary>
    Succeeded,

    /// <summary>It will not be tried again.</summary>
    Failed,
}
