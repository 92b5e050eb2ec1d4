using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Features;
using Slipway.Features.Joins;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training;

/// <summary>Compiles the features and takes their statistics from the train split, never from rows that are evaluated on.</summary>
internal static class FeatureFitting
{
    internal static FeatureProgram Compile(TrainSpec spec, DatasetManifest manifest, IReadOnlyList<ResolvedJoin> joins)
    {
        if (spec.Features is not { Count: > 0 } features)
            throw StepException.Invalid("NoFeatures", "The specification has no features.", "Name a featureSet in the TrainingJob; the built-in trainer learns from its features alone.");
        var program = Compile(features, spec.RateTables, spec.FeatureDigest, manifest, joins);
        if (program.Inputs.Any(input => input.Name == spec.Label))
            throw StepException.Invalid("LabelLeak", $"A feature reads the label '{spec.Label}', which is not known when a prediction is wanted.", "Remove the label from the features.");
        return program;
    }

    /// <summary>Compiles features that nothing is learned from yet.</summary>
    internal static FeatureProgram Compile(
        IReadOnlyList<Feature> features, IReadOnlyList<RateTable>? tables, string? digest, DatasetManifest manifest, IReadOnlyList<ResolvedJoin> joins)
    {
        var program = Explain(() => FeatureProgram.Compile(manifest.Columns, features, tables, joins));
        if (digest is { } expected && expected != program.Digest)
            throw StepException.Invalid(
                "FeatureDigestMismatch", $"The features have digest {program.Digest}, but the run is pinned to {expected}.", "Start a new run, which pins the present definition.");
        return program;
    }

    /// <summary>Features with statistics that were taken before.</summary>
    internal static FittedFeatures Bind(FeatureProgram program, FittedParameters fitted) => Explain(() => program.Bind(fitted));

    internal static FittedFeatures Fit(FeatureProgram program, TrainingData data, CancellationToken cancellationToken) => Fit(program, data, TrainingData.Table(Split.Train), cancellationToken);

    /// <summary>Fits on some of the rows, a table or a query in parentheses, for a model that must know no others.</summary>
    internal static FittedFeatures Fit(FeatureProgram program, TrainingData data, string source, CancellationToken cancellationToken) => Explain(() =>
    {
        var fitted = program.Fit((sql, token) => Query(data, sql, token), source, cancellationToken);
        return program.Bind(fitted);
    });

    private static IReadOnlyList<IReadOnlyList<object?>> Query(TrainingData data, string sql, CancellationToken cancellationToken) => data.Run(() =>
    {
        using var result = data.Connection.Query(sql, cancellationToken);
        return result.ReadRows();
    });

    private static T Explain<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FeatureException wrong)
        {
            throw StepException.Invalid("InvalidFeatures", wrong.Message, "Correct the FeatureSet.", wrong);
        }
    }
}
