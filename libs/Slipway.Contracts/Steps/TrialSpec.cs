namespace Slipway.Contracts.Steps;

/// <summary>Specification of the <c>trial</c> step: learns with one proposal of hyperparameters and measures on the validation split. The test split is not opened.</summary>
public sealed record TrialSpec
{
    /// <summary>Number of the trial, from 1.</summary>
    public required int Trial { get; init; }

    /// <summary>What to learn from, with the hyperparameters of the trial among the others.</summary>
    public required TrainSpec Train { get; init; }

    /// <summary>What to measure, in the order of the objectives.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>Boosting rounds after which this part of the trial ends, rounds of earlier parts included.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether the trial may go on later, so that what was learned has to be kept.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>Where an earlier part of the trial ended.</summary>
    public TrialCheckpoint? Resume { get; init; }

    /// <summary>Rounds after which the first metric is measured on the way.</summary>
    public IReadOnlyList<int>? ReportAt { get; init; }

    /// <summary>When the trial ends by itself because others did better.</summary>
    public IReadOnlyList<TrialStop>? Stops { get; init; }

    /// <summary>Whether larger values of the first metric are better.</summary>
    public bool LargerIsBetter { get; init; }

    /// <summary>URI prefix that belongs to this part of the trial: <c>checkpoint.bin</c>, and <c>result.json</c> last.</summary>
    public required string Output { get; init; }
}

/// <summary>What was learned so far.</summary>
/// <param name="Uri">The file, as XGBoost serialises a booster with its parameters.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Rounds">Boosting rounds in it.</param>
public sealed record TrialCheckpoint(string Uri, string Digest, int Rounds);

/// <summary>A rule by which a trial ends early.</summary>
/// <param name="Rounds">After which of the reports.</param>
/// <param name="Value">It ends when its best value so far is worse than this.</param>
public sealed record TrialStop(int Rounds, double Value);

/// <summary>What a part of a trial gave.</summary>
public sealed record TrialResult
{
    /// <summary>Number of the trial.</summary>
    public required int Trial { get; init; }

    /// <summary>Boosting rounds so far, those of earlier parts included.</summary>
    public required int Rounds { get; init; }

    /// <summary>Rows of the train split.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows of the validation split, on which was measured.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>The metrics in the order of the specification; null where one is undefined on these rows.</summary>
    public required IReadOnlyList<double?> Values { get; init; }

    /// <summary>The first metric after each of the rounds that were asked for, as far as it came.</summary>
    public IReadOnlyList<double?>? Reported { get; init; }

    /// <summary>Whether it ended because others did better.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>What was learned, when it was to be kept.</summary>
    public TrialCheckpoint? Checkpoint { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds inside the learner.</summary>
    public double LearnerSeconds { get; init; }
}
