using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training;

/// <summary>Rows, label, features and parameters of a run, checked and ready to be learned from.</summary>
internal sealed record PreparedData : IDisposable
{
    internal required FeatureProgram Program { get; init; }

    internal required FittedFeatures Features { get; init; }

    internal required TrainingData Data { get; init; }

    internal required Target Target { get; init; }

    /// <summary>The rows of the train split with their weights.</summary>
    internal required TrainingRows Rows { get; init; }

    internal required LearnerParameters Parameters { get; init; }

    /// <summary>What the parameters were read from.</summary>
    internal required ParameterRequest ParameterRequest { get; init; }

    internal required IReadOnlyList<SliceColumn> Slices { get; init; }

    internal required IReadOnlyList<JoinCoverage> Joins { get; init; }

    internal required IReadOnlyList<ExpectationResult> Expectations { get; init; }

    /// <summary>Columns of the learner's matrix.</summary>
    internal int Columns => Features.OutputColumns.Count;

    public void Dispose() => Data.Dispose();

    /// <exception cref="StepException">The data, the features or a parameter cannot be learned from.</exception>
    internal static PreparedData Open(RunContext run, VerifiedDataset dataset, IReadOnlyList<JoinedDataset> joined, CancellationToken cancellationToken)
    {
        var spec = run.Spec;
        var program = FeatureFitting.Compile(spec, dataset.Manifest, [.. joined.Select(each => each.Join)]);
        var slices = SliceColumn.Declared(dataset.Manifest, spec.Evaluation);
        var memory = spec.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var data = TrainingData.Open(dataset, run.Threads, memory, run.Step.ScratchFolder, ExcludedTime.Of(spec.MissingData, dataset.Manifest));
        try
        {
            return Prepare(run, data, program, slices, joined, cancellationToken);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static PreparedData Prepare(
        RunContext run, TrainingData data, FeatureProgram program, IReadOnlyList<SliceColumn> slices, IReadOnlyList<JoinedDataset> joined, CancellationToken cancellationToken)
    {
        DatasetVerifier.RequireSplits(data.Manifest);
        if (data.Excluded is { } excluded) run.Report($"left out: {excluded.Sum(window => window.Rows)} rows in {excluded.Count} windows");
        var coverage = JoinedRows.Attach(data, program, joined, cancellationToken);
        run.Warn(SanityChecks.OfJoins(coverage));
        if (joined.Count > 0) run.Report($"joined: {string.Join(", ", coverage.Where(each => each.Split == Split.Train).Select(each => $"{each.Dataset} found for {each.MatchPercent} % of the training rows"))}");
        var target = TargetReader.Read(run.Spec, data, cancellationToken);
        var (request, parameters) = ReadParameters(run, target, data);
        if (run.Parent is { } parent) parameters = parent.Continue(parameters, target, program.Digest);
        run.Warn(parameters.Warnings);
        var rows = TrainingRows.Of(run.Spec, data, target, cancellationToken);
        run.Warn(SanityChecks.OfBalance(rows.Balance));
        if (program.TrainingOnly.Count > 0) run.Warn($"Left out of the model because they are TrainingOnly: {string.Join(", ", program.TrainingOnly)}.");

        // Trees mean something on the statistics that they were grown on alone.
        var features = run.Parent is { } grown ? FeatureFitting.Bind(program, grown.Fitted) : FeatureFitting.Fit(program, data, cancellationToken);
        run.Report($"features fitted: {program.Inputs.Count} inputs, {features.OutputColumns.Count} columns");
        return new PreparedData
        {
            Program = program, Features = features, Data = data, Target = target, Rows = rows, Parameters = parameters, ParameterRequest = request, Slices = slices, Joins = coverage,
            Expectations = ExpectationCheck.Run(run, data, features, cancellationToken),
        };
    }

    private static (ParameterRequest Request, LearnerParameters Parameters) ReadParameters(RunContext run, Target target, TrainingData data)
    {
        var spec = run.Spec;
        var request = new ParameterRequest(spec.Task, spec.Hyperparameters)
        {
            Seed = spec.Seed,
            Threads = run.Threads,
            Classes = target.Classes.Count,
            Gpu = spec.Gpu,
            LibraryHasCuda = XGBoostLibrary.HasCuda,
            LibraryHasDevice = XGBoostLibrary.HasDeviceParameter,
        };
        var parameters = ParameterReader.Read(request);
        if (parameters.EarlyStoppingRounds is not null && !data.Has(Split.Validation))
            throw StepException.Invalid("NoValidationRows", "early_stopping_rounds is set, but the dataset version has no validation rows.", "Set splits.validationPercent of the Dataset above 0.");
        return (request, parameters);
    }
}
