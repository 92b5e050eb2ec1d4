using System.Globalization;
using Slipway.Trainer.Steps.Progress;

namespace Slipway.Trainer.Steps;

/// <summary>What the container gives to a step.</summary>
internal sealed record StepEnvironment
{
    private const string KubernetesTerminationLog = "/dev/termination-log";

    /// <summary>Path of the specification (SLIPWAY_SPEC).</summary>
    public string? SpecPath { get; init; }

    /// <summary>File that the kubelet reads the termination message from, or null outside of a pod.</summary>
    public string? TerminationLog { get; init; }

    /// <summary>Folder for scratch data (SLIPWAY_SCRATCH, else the system's temporary folder).</summary>
    public required string ScratchRoot { get; init; }

    /// <summary>Which of several pods this is, from 0 (JOB_COMPLETION_INDEX, which Kubernetes sets in the pods of an Indexed Job).</summary>
    public int Worker { get; init; }

    /// <summary>Where the pods of a training meet (DMLC_TRACKER_URI, DMLC_TRACKER_PORT), or null where there is one pod.</summary>
    public MeetingPlace? Meeting { get; init; }

    /// <summary>Memory that rows to learn from may take (SLIPWAY_LEARNER_MEMORY_BYTES). Default: half of the container's limit.</summary>
    public long? LearnerMemoryBytes { get; init; }

    /// <summary>File with the key of pseudonyms (SLIPWAY_PSEUDONYMISATION_KEY_FILE), where the dataset names a Secret.</summary>
    public string? PseudonymisationKeyFile { get; init; }

    /// <summary>Who is told how far the run has come.</summary>
    public ProgressServer? ProgressServer { get; init; }

    public static StepEnvironment FromProcess() => new()
    {
        SpecPath = Variable("SLIPWAY_SPEC"),
        // Outside of a pod the default file does not exist, and a stray file in /dev helps nobody.
        TerminationLog = Variable("SLIPWAY_TERMINATION_LOG") ?? (File.Exists(KubernetesTerminationLog) ? KubernetesTerminationLog : null),
        ScratchRoot = Variable("SLIPWAY_SCRATCH") ?? Path.GetTempPath(),
        Worker = int.TryParse(Variable("JOB_COMPLETION_INDEX"), NumberStyles.None, CultureInfo.InvariantCulture, out var worker) ? worker : 0,
        LearnerMemoryBytes = long.TryParse(Variable("SLIPWAY_LEARNER_MEMORY_BYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null,
        Meeting = MeetingPlace.FromVariables(Variable),
        PseudonymisationKeyFile = Variable("SLIPWAY_PSEUDONYMISATION_KEY_FILE"),
        ProgressServer = ProgressServer.FromVariables(Variable),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
