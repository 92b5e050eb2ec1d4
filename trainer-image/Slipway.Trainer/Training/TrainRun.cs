using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.FeatureReports;
using Slipway.Trainer.FeatureReports.Cost;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Labels;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training;

/// <summary>One training run from verified files to an evaluated model in memory.</summary>
internal sealed class TrainRun(TrainSpec spec, StepContext context, VerifiedDataset dataset, IReadOnlyList<JoinedDataset> joined, IReadOnlyList<OpenedSet> sets, PreviousReport previous)
{
    private readonly LearnerTimer learner = new(context.Clock);
    private readonly List<string> warnings = [];
    private readonly int threads = spec.Threads ?? Environment.ProcessorCount;

    internal TrainOutcome Execute(CancellationToken cancellationToken)
    {
        if (spec.Workers > 1)
            throw StepException.Invalid("WorkersNotSupported", $"workers is {spec.Workers}; the built-in trainer uses one.", "Set workers to 1, or bring an image that trains distributed.");
        var program = FeatureFitting.Compile(spec, dataset.Manifest, [.. joined.Select(each => each.Join)]);
        var slices = SliceColumn.Declared(dataset.Manifest, spec.Evaluation);
        var memory = spec.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        using var data = TrainingData.Open(dataset, threads, memory, context.ScratchFolder, ExcludedTime.Of(spec.MissingData, dataset.Manifest));
        DatasetVerifier.RequireSplits(data.Manifest);
        if (data.Excluded is { } excluded) context.Progress.Report($"left out: {excluded.Sum(window => window.Rows)} rows in {excluded.Count} windows");
        var coverage = JoinedRows.Attach(data, program, joined, cancellationToken);
        warnings.AddRange(SanityChecks.OfJoins(coverage));
        if (joined.Count > 0) context.Progress.Report($"joined: {string.Join(", ", coverage.Where(each => each.Split == Split.Train).Select(each => $"{each.Dataset} found for {each.MatchPercent} % of the training rows"))}");
        var target = TargetReader.Read(spec, data, cancellationToken);
        var parameters = ReadParameters(target, data);
        var rows = TrainingRows.Of(spec, data, target, cancellationToken);
        warnings.AddRange(SanityChecks.OfBalance(rows.Balance));
        if (program.TrainingOnly.Count > 0) warnings.Add($"Left out of the model because they are TrainingOnly: {string.Join(", ", program.TrainingOnly)}.");

        var features = FeatureFitting.Fit(program, data, cancellationToken);
        context.Progress.Report($"features fitted: {program.Inputs.Count} inputs, {features.OutputColumns.Count} columns");
        var expectations = ExpectationCheck.Run(data, features, warnings, cancellationToken);
        var study = FeatureStudy.Begin(spec, data, program, features, target, slices, previous, cancellationToken);
        var validationRows = data.Has(Split.Validation) ? FeatureRows.Read(data, Split.Validation, features, target, cancellationToken) : [];
        using var validation = validationRows.Count == 0 ? null : learner.Measure(() => Matrices.ForPrediction(validationRows, features.OutputColumns.Count, threads));
        var learned = SelfTrain(data, features, rows, parameters, validation, target, cancellationToken);
        using var trained = learned.Booster;
        warnings.AddRange(SanityChecks.OfCurve(trained, parameters));

        var threshold = ChooseThreshold(trained, validation, validationRows, target);
        var xgboost = XGBoostModel.Read(trained.Booster.SaveModel(), trained.Rounds);
        var engines = Engines.Versions();
        var model = ModelExport.Write(spec, features, xgboost, target, (float)(threshold?.Value ?? 0), engines);
        using var session = OrtSession.Load(model, new OrtSessionOptions { IntraOpThreads = threads });
        var scorer = new GraphScorer(session, program.Inputs, OutputNodes.ScoreOutput(target.Task));
        var parity = Compare(data, program, features, scorer, trained, target, cancellationToken);
        context.Progress.Report($"exported model agrees with XGBoost on {parity.Rows} rows to {parity.MaxDifference:g2}");

        var held = new SetEvaluation(spec, data, program, joined, target, scorer, (float)(threshold?.Value ?? 0), context.ScratchFolder).Run(sets, cancellationToken);
        warnings.AddRange(held.Warnings);
        var labels = new LabelFindings(spec, data, target, context.ScratchFolder);
        if (spec.Evaluation.LabelNoise is { } noise && target.Task != LearningTask.Regression)
            warnings.AddRange(labels.InspectNoise(noise, FeatureRows.Read(data, Split.Train, features, target, cancellationToken), features.OutputColumns.Count, threads, Relearn, cancellationToken));
        labels.ListUncertain(scorer, cancellationToken);
        labels.Record(learned, cancellationToken);

        var importances = Importances.Read(trained.Booster, features.OutputColumns);
        var retraining = new Retraining(data, features, rows, target, parameters, trained, threads, context);
        var featureReport = study.Complete(program.Digest, FeatureShare.Of(features, importances), trained, xgboost, new FeaturePrices(program, joined), retraining, cancellationToken);
        warnings.AddRange((featureReport.Findings ?? []).Select(finding => finding.Message));
        if (previous.Obstacle is { } obstacle) warnings.Add(obstacle);
        var report = labels.AddTo(Evaluate(data, target, scorer, slices, threshold, held, retraining, cancellationToken)) with
        {
            Importances = importances, Curve = trained.Curve, BestRound = trained.BestRound, Parity = parity, Balance = rows.Balance, Joins = coverage.Count == 0 ? null : coverage,
            Expectations = expectations.Count == 0 ? null : expectations, FeatureFindings = featureReport.Findings, ExcludedWindows = data.Excluded,
        };
        return new TrainOutcome
        {
            Model = model,
            Signature = new Signature { Inputs = InputRanges.Describe(data, program, cancellationToken), Outputs = OutputNodes.Describe(target.Task, target.Classes.Count) },
            Lookups = ServedJoins.Lookups(joined, program, spec.Namespace),
            Windows = ServedJoins.Windows(joined, program, spec.Namespace),
            Classes = target.Classes,
            Evaluation = report,
            Features = featureReport,
            FeatureDigest = program.Digest,
            FittedFeatures = features.Fitted.ToJson(),
            Engines = engines,
            Warnings = warnings,
            Files = labels.Files.Concat(held.Files).ToDictionary(),
            References = held.References.Count == 0 ? null : held.References,
            Rows = data.Rows(Split.Train) + learned.Labels.Count,
            Rounds = trained.Curve[^1].Round + 1,
            LearnerTime = learner.Total,
        };

        // A part of the rows is learned from as all of them were, in as many rounds as counted.
        TrainedBooster Relearn(IReadOnlyList<DenseBatch> batches)
        {
            using var matrix = Matrices.ForTraining(batches, features.OutputColumns.Count, parameters, threads);
            return learner.Measure(() => new BoostingLoop(parameters with { Rounds = trained.Rounds, EarlyStoppingRounds = null }, context.Progress, context.Clock).Train(matrix, null, cancellationToken));
        }
    }

    private SelfTrained SelfTrain(
        TrainingData data, FittedFeatures features, TrainingRows rows, LearnerParameters parameters, DMatrix? validation, Target target, CancellationToken cancellationToken)
    {
        var first = Learn(data, features, rows, parameters, validation, [], cancellationToken);
        if (spec.SelfTraining is not { } policy) return new SelfTrained(first, null, []);
        var unlabelled = data.Unlabelled(Split.Train) == 0 ? [] : FeatureRows.Read(data, TrainingData.UnlabelledTable(Split.Train), features, cancellationToken);
        if (unlabelled.Count == 0) warnings.Add($"Self-training has nothing to label: every row of the train split has a value in '{spec.Label}'.");
        return new SelfTrainingLoop(policy, target, rows, parameters, unlabelled, features.OutputColumns.Count, threads)
            .Run(first, further => Learn(data, features, rows, parameters, validation, further, cancellationToken), cancellationToken);
    }

    private LearnerParameters ReadParameters(Target target, TrainingData data)
    {
        var parameters = ParameterReader.Read(new ParameterRequest(spec.Task, spec.Hyperparameters)
        {
            Seed = spec.Seed,
            Threads = threads,
            Classes = target.Classes.Count,
            Gpu = spec.Gpu,
            LibraryHasCuda = XGBoostLibrary.HasCuda,
            LibraryHasDevice = XGBoostLibrary.HasDeviceParameter,
        });
        if (parameters.EarlyStoppingRounds is not null && !data.Has(Split.Validation))
            throw StepException.Invalid("NoValidationRows", "early_stopping_rounds is set, but the dataset version has no validation rows.", "Set splits.validationPercent of the Dataset above 0.");
        warnings.AddRange(parameters.Warnings);
        return parameters;
    }

    /// <summary>The train split's batches live only until XGBoost has its own form of them.</summary>
    private TrainedBooster Learn(TrainingData data, FittedFeatures features, TrainingRows rows, LearnerParameters parameters, DMatrix? validation, IReadOnlyList<DenseBatch> further, CancellationToken cancellationToken)
    {
        var columns = features.OutputColumns.Count;
        using var train = Load();
        context.Progress.Report($"training on {train.Rows} rows of {columns} columns with XGBoost {XGBoostLibrary.Version}");
        return learner.Measure(() => new BoostingLoop(parameters, context.Progress, context.Clock).Train(train, validation, cancellationToken));

        DMatrix Load()
        {
            var batches = FeatureRows.Read(data, rows, features, cancellationToken);
            if (further.Count == 0) warnings.AddRange(SanityChecks.OverfitSmallBatch(batches, columns, parameters));
            return learner.Measure(() => Matrices.ForTraining([.. batches, .. further], columns, parameters, threads));
        }
    }

    private ThresholdChoice? ChooseThreshold(TrainedBooster trained, DMatrix? validation, IReadOnlyList<DenseBatch> rows, Target target)
    {
        var scores = validation is null ? null : learner.Measure(() => trained.Booster.Predict(validation, PredictionKind.Value, trained.Rounds));
        if (scores is not null) warnings.AddRange(SanityChecks.OfPredictions(scores.Values, scores.Outputs));
        if (target.Task != LearningTask.Binary) return null;
        if (scores is not null)
            return ThresholdSelection.Choose(spec.Evaluation.Threshold, scores.Values, [.. Matrices.Labels(rows).Select(label => label > 0)], Split.Validation);
        if (spec.Evaluation.Threshold is { Goal: not ThresholdGoal.Fixed })
            throw StepException.Invalid("NoValidationRows", "evaluation.threshold has to be chosen on validation rows, but the dataset version has none.", "Set splits.validationPercent of the Dataset above 0.");
        warnings.Add("The dataset version has no validation rows: the decision threshold is not chosen from data.");
        return new ThresholdChoice(spec.Evaluation.Threshold?.Value ?? 0.5, ThresholdGoal.Fixed, Split.Validation, null, null, 0);
    }

    private Parity Compare(
        TrainingData data, FeatureProgram program, FittedFeatures features, GraphScorer scorer, TrainedBooster trained, Target target, CancellationToken cancellationToken)
    {
        ParityTable.Create(data, program.Inputs, cancellationToken);
        var exported = scorer.Score(data, ParityTable.Name, [], null, cancellationToken);
        var rows = FeatureRows.Read(data, ParityTable.Name, features, cancellationToken);
        using var matrix = Matrices.ForPrediction(rows, features.OutputColumns.Count, threads);
        var learned = trained.Booster.Predict(matrix, PredictionKind.Value, trained.Rounds);
        return ParityCheck.Judge(target.Task, exported, learned.Values, learned.Outputs);
    }

    private EvaluationReport Evaluate(
        TrainingData data, Target target, GraphScorer scorer, IReadOnlyList<SliceColumn> slices, ThresholdChoice? threshold, SetResults held,
        Retraining retraining, CancellationToken cancellationToken)
    {
        var evaluator = new Evaluator(target, (float)(threshold?.Value ?? 0), LabelCosts.Of(spec.Evaluation.Threshold));
        var test = ScoredRows.Read(data, Split.Test, target, scorer, slices, cancellationToken);
        var (sliced, small) = evaluator.MeasureSlices(test, spec.Evaluation.MinSliceRows);
        List<MetricValue> metrics = [.. evaluator.MeasureAll(test), .. sliced];
        if (data.Has(Split.Validation)) metrics.AddRange(evaluator.MeasureAll(ScoredRows.Read(data, Split.Validation, target, scorer, [], cancellationToken)));
        var noise = spec.Evaluation.NoiseBand is { } band ? NoiseStudy.Measure(evaluator, retraining.WithOtherSeeds(spec.Seed, band.Runs, cancellationToken)) : null;
        warnings.AddRange(SanityChecks.OfNoise(noise));
        return new EvaluationReport
        {
            Model = spec.Model,
            Version = spec.Version,
            Task = spec.Task,
            DatasetDigest = spec.Dataset.Digest,
            Metrics = metrics,
            SmallSlices = small.Count == 0 ? null : small,
            Calibration = evaluator.Calibrate(test),
            Threshold = threshold,
            Classes = target.Classes.Count == 0 ? null : target.Classes,
            Confusion = evaluator.CountConfusion(test),
            Sets = held.Reports.Count == 0 ? null : held.Reports,
            Noise = noise,
            Gates = GateEvaluation.Decide(spec.Gates, new Measured([.. metrics, .. held.Reports.SelectMany(report => report.Metrics)], held.ChampionOf(spec.Champion))
            {
                Incomparable = held.Incomparable, Small = small, Noise = noise ?? [],
            }),
        };
    }
}
