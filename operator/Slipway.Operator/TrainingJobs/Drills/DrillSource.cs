using System.Text.Json;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Operator.Access;

namespace Slipway.Operator.TrainingJobs.Drills;

/// <summary>The specification by which a version can be made once more.</summary>
/// <param name="Kind">Where it came from.</param>
/// <param name="Specification">It, with an output of the drill's own and the image of the record.</param>
/// <remarks>Guarantees: it is that of the record, which is told by its configuration digest; there is no guessing.</remarks>
internal sealed record DrillSource(DrillSourceKind Kind, TrainSpec Specification)
{
    /// <summary>The source, or why there is none.</summary>
    public static (DrillSource? Source, string? Missing) Of(TrainingJobWorld world, TrainingInputs inputs, ModelVersion version, string name)
    {
        var origin = version.Spec.Provenance!;
        var found = OfTrainingJob(world, inputs, version, origin, name) is { } current ? new DrillSource(DrillSourceKind.TrainingJob, current)
            : OfRun(world, origin) is { } recorded ? new DrillSource(DrillSourceKind.Run, recorded)
            : null;
        if (found is null)
        {
            return (null, $"{version.Metadata.Name} cannot be made once more: the TrainingJob has another configuration by now, and the specification of run {origin.Run} is no longer kept "
                + "(ConfigMap of that name); restore spec from your version control, or train a version that is ready");
        }

        return (found with { Specification = found.Specification with { Run = name, Output = DrillStep.Output(world, name), Image = origin.Image ?? found.Specification.Image } }, null);
    }

    // Only the built-in trainer is described by its specification wholly; an image of somebody's own has a command and a template besides.
    private static TrainSpec? OfRun(TrainingJobWorld world, ModelProvenance origin)
    {
        if (world.Job.Spec.Trainer?.Image is not null || world.DrillSpecification is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize(text, ContractsJson.Default.TrainSpec) is { } specification && specification.ConfigurationDigest == origin.ConfigurationDigest ? specification : null;
        }
        catch (JsonException)
        {
            // Written by an operator whose specifications had another form: it is not on record in a form that can be run.
            return null;
        }
    }

    private static TrainSpec? OfTrainingJob(TrainingJobWorld world, TrainingInputs inputs, ModelVersion version, ModelProvenance origin, string name)
    {
        if (Pin(world, origin) is not { } dataset) return null;
        var then = inputs with { Dataset = dataset, JoinedDatasets = origin.JoinedDatasets, EvaluationSets = origin.EvaluationSets, Upstream = origin.Upstream };
        if (origin.Dataset != inputs.Dataset.Name || origin.FeatureDigest != inputs.FeatureDigest || RunConfiguration.Digest(world.Job.Spec, then) != origin.ConfigurationDigest) return null;
        var start = Start(world, origin);
        if (start is null && origin.Parents is { Count: > 0 }) return null;
        var run = new TrainingRun
        {
            Name = name, Version = version.Spec.Version, Dataset = dataset, JoinedDatasets = origin.JoinedDatasets, EvaluationSets = origin.EvaluationSets, Upstream = origin.Upstream,
            FeatureDigest = origin.FeatureDigest, ConfigurationDigest = origin.ConfigurationDigest, WarmStart = start,
        };
        return TrainStep.Specification(world, run, then);
    }

    // Without the trees that a version went on from, another model would come out.
    private static WarmStart? Start(TrainingJobWorld world, ModelProvenance origin) =>
        origin.Parents is [var parent, ..]
        && world.Versions.FirstOrDefault(each => each.Spec.Version == parent.Version)?.Spec.Booster is { } booster && booster.Digest == parent.Booster
            ? new WarmStart { Version = parent.Version, Booster = booster, Parents = origin.Parents }
            : null;

    private static DatasetPin? Pin(TrainingJobWorld world, ModelProvenance origin)
    {
        var version = world.Dataset?.Status?.Versions?.FirstOrDefault(each => each.Digest == origin.DatasetDigest) ?? (world.Dataset?.Status?.Current is { } current && current.Digest == origin.DatasetDigest ? current : null);
        if (version is null) return null;
        var view = (world.Job.Status?.Runs ?? []).FirstOrDefault(run => run.Name == origin.Run)?.Dataset.View;
        return new DatasetPin { Name = origin.Dataset!, Digest = version.Digest, ManifestUri = version.ManifestUri, View = view };
    }
}
