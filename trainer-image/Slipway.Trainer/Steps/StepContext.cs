using Slipway.Storage;

namespace Slipway.Trainer.Steps;

/// <summary>What a step works with.</summary>
/// <param name="Store">Objects of file:// and s3:// URIs.</param>
/// <param name="Progress">Where progress goes.</param>
/// <param name="ScratchFolder">An empty local folder of this run, removed afterwards.</param>
/// <param name="Clock">Time.</param>
internal sealed record StepContext(IObjectStore Store, StepProgress Progress, string ScratchFolder, TimeProvider Clock)
{
    /// <summary>Which of several pods this is, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>Where the pods meet, where there are several.</summary>
    public MeetingPlace? Meeting { get; init; }

    /// <summary>Memory that rows to learn from may take. Null: half of the container's limit.</summary>
    public long? LearnerMemoryBytes { get; init; }

    /// <summary>File with the key of pseudonyms, where the pod has one.</summary>
    public string? PseudonymisationKeyFile { get; init; }
}
