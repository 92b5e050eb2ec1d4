using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training;

/// <summary>What every part of a training run works with, and where each of them leaves what a person should know.</summary>
internal sealed class RunContext(TrainSpec spec, StepContext step)
{
    private readonly List<string> warnings = [];

    internal TrainSpec Spec { get; } = spec;

    internal StepContext Step { get; } = step;

    internal int Threads { get; } = spec.Threads ?? Environment.ProcessorCount;

    internal LearnerTimer Timer { get; } = new(step.Clock);

    internal IReadOnlyList<string> Warnings => warnings;

    internal void Warn(params IEnumerable<string> messages) => warnings.AddRange(messages);

    internal void Report(FormattableString message) => Step.Progress.Report(message);
}
