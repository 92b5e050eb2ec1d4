using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Labels;

/// <summary>What a run finds out about labels, for the report and for files beside the model.</summary>
internal sealed class LabelFindings(TrainSpec spec, TrainingData data, Target target, string scratchFolder)
{
    internal const string PseudoLabelsFile = "pseudo-labels.parquet";

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private LabelNoiseReport? noise;
    private UncertainRowsReport? uncertain;
    private SelfTrainingReport? selfTraining;

    /// <summary>Files in the scratch folder that belong beside the model, by name.</summary>
    internal IReadOnlyDictionary<string, string> Files => files;

    /// <returns>Warnings.</returns>
    internal IEnumerable<string> InspectNoise(
        LabelNoisePolicy policy, IReadOnlyList<DenseBatch> rows, int columns, int threads, Func<IReadOnlyList<DenseBatch>, TrainedBooster> learn, CancellationToken cancellationToken)
    {
        noise = LabelNoise.Inspect(policy, data, target, rows, columns, learn, threads, cancellationToken);
        return LabelNoise.Warning(policy, noise, spec.Label) is { } warning ? [warning] : [];
    }

    internal void ListUncertain(GraphScorer scorer, CancellationToken cancellationToken)
    {
        if (spec.Evaluation.ActiveLearning is not { } policy || !target.Task.HasClasses()) return;
        var (rows, of, unlabelled) = UncertainRows.Find(policy, data, target, scorer, cancellationToken);
        files[UncertainRows.FileName] = ListedRows.Write(data, rows, target.Classes, UncertainRows.FileName, "uncertainty", scratchFolder, cancellationToken);
        uncertain = new UncertainRowsReport(ObjectUri.Parse(spec.Output).Append(UncertainRows.FileName).ToString(), rows.Count, of, unlabelled, policy.Method);
    }

    /// <summary>Keeps which labels the model gave to itself.</summary>
    internal void Record(SelfTrained learned, CancellationToken cancellationToken)
    {
        selfTraining = learned.Report;
        if (learned.Labels.Count == 0) return;
        var table = TrainingData.UnlabelledTable(Split.Train);
        files[PseudoLabelsFile] = ListedRows.Write(
            data, [.. learned.Labels.Select(label => new ListedRow(table, Split.Train, label.Row + 1, label.Class, label.Confidence, learned.Report!.Kept))],
            target.Classes, PseudoLabelsFile, "round", scratchFolder, cancellationToken);
    }

    internal EvaluationReport AddTo(EvaluationReport report)
    {
        var unlabelled = Enum.GetValues<Split>().Where(split => data.Unlabelled(split) > 0).Select(split => new UnlabelledCount(split, data.Unlabelled(split))).ToList();
        return report with { LabelNoise = noise, Uncertain = uncertain, SelfTraining = selfTraining, Unlabelled = unlabelled.Count == 0 ? null : unlabelled };
    }
}
