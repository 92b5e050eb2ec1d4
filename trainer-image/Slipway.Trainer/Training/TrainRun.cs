using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.Evaluation.Stability;
using Slipway.Trainer.FeatureReports;
using Slipway.Trainer.FeatureReports.Cost;
using Slipway.Trainer.ModelCards.TestScore;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Compression;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Distributed;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Labels;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.WarmStarts;

namespace Slipway.Trainer.Training;

/// <summary>One training run from verified files to an evaluated model in memory: prepared, learned, exported, measured.</summary>
internal sealed class TrainRun(TrainSpec spec, StepContext context, VerifiedDataset dataset, IReadOnlyList<JoinedDataset> joined, IReadOnlyList<OpenedSet> sets, PreviousReport previous, ChampionFile? champion, ParentModel? parent)
{
    private readonly RunContext run = new(spec, context) { Parent = parent };

    internal TrainOutcome Execute(CancellationToken cancellationToken)
    {
        var group = spec.Workers > 1 ? WorkerGroup.Open(spec, context, cancellationToken) : null;
        using var prepared = PreparedData.Open(run, dataset, joined, cancellationToken);
        var study = FeatureStudy.Begin(spec, prepared.Data, prepared.Program, prepared.Features, prepared.Target, prepared.Slices, previous, cancellationToken);

        using var learner = new Learner(run, prepared, cancellationToken);
        var learned = learner.Learn(group, cancellationToken);
        using var teacher = learned.Booster;
        using var trained = spec.Compression is { } compression ? new Compressor(compression, run, prepared, learner).Compress(teacher, cancellationToken) : teacher;
        run.Warn(SanityChecks.OfCurve(trained, prepared.Parameters));
        var threshold = learner.ChooseThreshold(trained);
        var cut = (float)(threshold?.Value ?? 0);

        using var exported = ExportedModel.Write(run, prepared, trained, cut, cancellationToken);

        var derived = spec.Compression is null ? default : CompressionStudy.Compare(run, prepared, teacher, exported, cut, cancellationToken);
        var held = new SetEvaluation(spec, prepared.Data, prepared.Program, joined, prepared.Target, exported.Scorer, cut, context.ScratchFolder).Run(sets, cancellationToken);
        run.Warn(held.Warnings);
        var labels = FindLabels(prepared, learner, learned, exported, cancellationToken);
        var importances = Importances.Read(trained.Booster, prepared.Features.OutputColumns);
        var retraining = new Retraining(prepared.Data, prepared.Features, prepared.Rows, prepared.Target, prepared.Parameters, teacher, run.Threads, context);
        var features = study.Complete(
            prepared.Program.Digest, FeatureShare.Of(prepared.Features, importances), trained, exported.Trees, new FeaturePrices(prepared.Program, joined), retraining, cancellationToken);
        run.Warn((features.Findings ?? []).Select(finding => finding.Message));
        if (previous.Obstacle is { } obstacle) run.Warn(obstacle);
        var further = new FurtherEvaluation(run, prepared, exported.Scorer, cut, trained, teacher.BestRound + 1, champion);
        var evaluation = labels.AddTo(new ModelEvaluation(run, prepared, exported.Scorer, threshold, further).Run(held, retraining, cancellationToken)) with
        {
            Importances = importances, Curve = trained.Curve, BestRound = trained.BestRound, Parity = exported.Parity, Balance = prepared.Rows.Balance,
            Joins = OrNull(prepared.Joins), Expectations = OrNull(prepared.Expectations), FeatureFindings = features.Findings, ExcludedWindows = prepared.Data.Excluded,
            Compression = derived.Report, Trials = spec.Search?.Trials,
        };
        evaluation = evaluation with { TestScore = MlTestScore.Of(spec, evaluation, features, prepared.Data.Manifest) };
        return new TrainOutcome
        {
            Model = exported.Bytes,
            Signature = new Signature { Inputs = InputRanges.Describe(prepared.Data, prepared.Program, cancellationToken), Outputs = OutputNodes.Describe(prepared.Target.Task, prepared.Target.Classes.Count) },
            Lookups = ServedJoins.Lookups(joined, prepared.Program, spec.Namespace),
            Windows = ServedJoins.Windows(joined, prepared.Program, spec.Namespace),
            Classes = prepared.Target.Classes,
            Evaluation = evaluation,
            Features = features,
            FeatureDigest = prepared.Program.Digest,
            FittedFeatures = prepared.Features.Fitted.ToJson(),
            Engines = Engines.Versions(),
            Warnings = run.Warnings,
            Files = labels.Files.Concat(held.Files).Concat(derived.Path is null ? [] : [KeyValuePair.Create(CompressionStudy.TeacherFile, derived.Path)]).ToDictionary(),
            TeacherDigest = derived.Digest,
            References = OrNull(held.References),
            Rows = prepared.Data.Rows(Split.Train) + learned.Labels.Count,
            // Of a mean of several models, and of one that was made smaller, nothing can be gone on from.
            Booster = spec.Ensemble is not null || spec.Compression is not null ? null : new SavedBooster(BoosterWriter.Bytes(trained, BoosterDescription.Of(prepared.Program.Digest, prepared.Features.Fitted.ToJson(), prepared.Columns, prepared.Target, prepared.Parameters)), trained.Rounds),
            ResumedFrom = run.Checkpoints.Resumed,
            Rounds = trained.Boosted,
            LearnerTime = run.Timer.Total,
            InputTime = run.InputTimer.Total,
        };
    }

    /// <summary>What a worker other than the first does: learns its share with the others, and leaves all else to the first.</summary>
    /// <returns>Rows of its share.</returns>
    internal long Assist(CancellationToken cancellationToken)
    {
        var group = WorkerGroup.Open(spec, context, cancellationToken);
        using var prepared = PreparedData.Open(run, dataset, joined, cancellationToken);
        var learning = new SharedLearning(run, prepared, new RowLoading(run, prepared), group);
        using var trained = learning.Learn(cancellationToken);
        return learning.Rows;
    }

    private LabelFindings FindLabels(PreparedData prepared, Learner learner, SelfTrained learned, ExportedModel exported, CancellationToken cancellationToken)
    {
        var labels = new LabelFindings(spec, prepared.Data, prepared.Target, context.ScratchFolder);
        if (spec.Evaluation.LabelNoise is { } noise && prepared.Target.Task.HasClasses())
        {
            var rows = FeatureRows.Read(prepared.Data, Split.Train, prepared.Features, prepared.Target, cancellationToken);
            run.Warn(labels.InspectNoise(noise, rows, prepared.Columns, run.Threads, batches => learner.Relearn(batches, learned.Booster.BestRound + 1, cancellationToken), cancellationToken));
        }

        labels.ListUncertain(exported.Scorer, cancellationToken);
        labels.Record(learned, cancellationToken);
        return labels;
    }

    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;
}
