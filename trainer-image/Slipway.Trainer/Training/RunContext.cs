using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Steps.Progress;
using Slipway.Trainer.Training.Checkpoints;
using Slipway.Trainer.Training.WarmStarts;

namespace Slipway.Trainer.Training;

/// <summary>What every part of a training run works with, and where each of them leaves what a person should know.</summary>
internal sealed class RunContext(TrainSpec spec, StepContext step)
{
    private readonly List<string> warnings = [];
    private RunCheckpoints? checkpoints;

    internal TrainSpec Spec { get; } = spec;

    internal StepContext Step { get; } = step;

    internal int Threads { get; } = spec.Threads ?? Environment.ProcessorCount;

    internal LearnerTimer Timer { get; } = new(step.Clock);

    /// <summary>Time in which the learner waited for rows.</summary>
    internal LearnerTimer InputTimer { get; } = new(step.Clock);

    internal RunCheckpoints Checkpoints => checkpoints ??= new RunCheckpoints(this);

    /// <summary>The version to begin from, if there is one.</summary>
    internal ParentModel? Parent { get; init; }

    /// <summary>Share of the time so far in which the learner waited for rows.</summary>
    internal double StallShare => InputTimer.Total / (InputTimer.Total + Timer.Running + TimeSpan.FromTicks(1));

    /// <summary>What is measured of the process while it learns.</summary>
    internal IEnumerable<TrainerMetric> Measured() => ProcessUsage.Metrics().Append(ProcessUsage.Metric(ProgressMetrics.StallShare, Math.Round(StallShare, 4)));

    internal IReadOnlyList<string> Warnings => warnings;

    internal void Warn(params IEnumerable<string> messages) => warnings.AddRange(messages);

    internal void Report(FormattableString message) => Step.Progress.Report(message);
}
