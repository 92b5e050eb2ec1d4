using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Learns, labels what it is sure of, and learns again.</summary>
/// <remarks>
/// Guarantees: no row of the validation or test split is labelled; each round labels all rows anew, so that an early mistake does not stay; a round that is no better on the validation
/// split than an earlier one is not kept.
/// </remarks>
internal sealed class SelfTrainingLoop(SelfTraining policy, Target target, TrainingRows rows, LearnerParameters parameters, IReadOnlyList<DenseBatch> unlabelled, int columns, int threads)
{
    private readonly List<SelfTrainingRound> rounds = [];

    /// <param name="first">Model of the labelled rows; disposed when another is kept.</param>
    /// <param name="learn">Learns from the labelled rows and further ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal SelfTrained Run(TrainedBooster first, Func<IReadOnlyList<DenseBatch>, TrainedBooster> learn, CancellationToken cancellationToken)
    {
        var (kept, keptRound, keptLabels, latest) = (first, 0, (IReadOnlyList<PseudoLabel>)[], first);
        IReadOnlyList<PseudoLabel> before = [];
        Record(first, before);
        using var matrix = unlabelled.Count == 0 ? null : Matrices.ForPrediction(unlabelled, columns, threads);
        for (var round = 1; matrix is not null && round <= policy.MaxRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var predicted = latest.Booster.Predict(matrix, PredictionKind.Value, latest.Rounds);
            var labels = PseudoLabels.Choose(policy, new Probabilities(predicted.Values, predicted.Outputs), target.TrainShares);
            if (labels.Count == 0 || IsSame(labels, before)) break;
            var next = learn(Batches(labels));
            if (latest != kept) latest.Dispose();
            (latest, before) = (next, labels);
            Record(next, labels);
            if (!IsBetter(rounds[^1], rounds[keptRound])) continue;
            kept.Dispose();
            (kept, keptRound, keptLabels) = (next, round, labels);
        }

        if (latest != kept) latest.Dispose();
        return new SelfTrained(kept, new SelfTrainingReport { Unlabelled = unlabelled.Sum(batch => (long)batch.Values.Length / columns), Rounds = rounds, Kept = keptRound }, keptLabels);
    }

    private void Record(TrainedBooster trained, IReadOnlyList<PseudoLabel> labels)
    {
        var metric = parameters.Metrics[^1];
        var value = trained.Curve.FirstOrDefault(point => point.Round == trained.BestRound && point.Metric == metric && point.Split == Split.Validation)?.Value;
        rounds.Add(new SelfTrainingRound(
            rounds.Count, labels.Count, [.. target.Classes.Select((name, index) => new ValueCount { Value = name, Count = labels.Count(label => label.Class == index) })], metric, value));
    }

    // Without validation rows nothing can be said against the newest round.
    private static bool IsBetter(SelfTrainingRound round, SelfTrainingRound best)
    {
        if (round.Validation is not { } now || best.Validation is not { } then) return true;
        return Objectives.IsLargerBetter(round.Metric) ? now > then : now < then;
    }

    private static bool IsSame(IReadOnlyList<PseudoLabel> labels, IReadOnlyList<PseudoLabel> before) =>
        labels.Count == before.Count && labels.Zip(before).All(pair => (pair.First.Row, pair.First.Class) == (pair.Second.Row, pair.Second.Class));

    private List<DenseBatch> Batches(IReadOnlyList<PseudoLabel> labels)
    {
        var batches = new List<DenseBatch>();
        var (first, at) = (0, 0);
        foreach (var batch in unlabelled)
        {
            var count = batch.Values.Length / columns;
            var own = new List<PseudoLabel>();
            for (; at < labels.Count && labels[at].Row < first + count; at++) own.Add(labels[at]);
            if (own.Count > 0)
            {
                var start = first;
                batches.Add(BatchRows.Take(batch, columns, [.. own.Select(label => label.Row - start)], [.. own.Select(label => (float)label.Class)], rows.IsWeighted ? [.. own.Select(label => WeightOf(label.Class))] : null));
            }

            first += count;
        }

        return batches;
    }

    private float WeightOf(int name) => rows.Balance is { Method: ImbalanceMethod.ClassWeights } balance ? (float)balance.Classes[name].Factor : 1;
}

/// <summary>What self-training made.</summary>
/// <param name="Booster">The model that is kept.</param>
/// <param name="Report">What was done; null where nobody asked for it.</param>
/// <param name="Labels">Labels that the kept model learned from.</param>
internal sealed record SelfTrained(TrainedBooster Booster, SelfTrainingReport? Report, IReadOnlyList<PseudoLabel> Labels);
