namespace Slipway.Trainer.Training.Trials;

/// <summary>What a part of a trial gave, before it is written.</summary>
internal sealed record TrialOutcome
{
    internal required int Rounds { get; init; }

    internal required long Rows { get; init; }

    internal required long ValidationRows { get; init; }

    internal required IReadOnlyList<double?> Values { get; init; }

    internal required IReadOnlyList<double?>? Reported { get; init; }

    internal required bool StoppedEarly { get; init; }

    /// <summary>The booster as XGBoost serialises it, when the trial may go on.</summary>
    internal required byte[]? Checkpoint { get; init; }

    internal required TimeSpan LearnerTime { get; init; }
}
