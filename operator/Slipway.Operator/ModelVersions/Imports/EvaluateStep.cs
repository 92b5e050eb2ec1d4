using System.Text.Json;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.ModelVersions.Imports;

/// <summary>The Job that measures an imported model.</summary>
internal static class EvaluateStep
{
    public const string Name = "evaluate";

    /// <summary>The children of a measurement that is on record.</summary>
    public static IReadOnlyList<Child> Children(ModelVersionWorld world, ImportEvaluation wanted, ImportStatus status)
    {
        var (version, settings) = (world.Version, world.Settings ?? throw new InvalidOperationException("a measurement needs the operator's settings"));
        var spec = version.Spec;
        var step = new EvaluateSpec
        {
            Namespace = version.Metadata.Namespace!, Model = spec.Model, Version = spec.Version, Artifact = spec.Artifact, Task = spec.Task, Classes = wanted.Classes,
            ScoreOutput = wanted.ScoreOutput, Threshold = spec.Threshold, Dataset = status.Dataset, Label = status.Label, Gates = wanted.Gates,
            Output = $"{settings.ArtifactStore}/evaluations/{version.Metadata.Namespace}/{spec.Model}/{spec.Version}/{status.Job}",
        };
        var secrets = new[] { spec.SecretRef, IsOwn(world) ? world.MeasuredOn?.Spec.Storage?.SecretRef : null };
        return StepChildren.Of(
            new StepTemplate
            {
                Owner = version, Name = status.Job, Step = Name, SpecJson = JsonSerializer.Serialize(step, ContractsJson.Default.EvaluateSpec), Image = settings.TrainerImage,
                Placement = wanted.Placement, Jurisdictions = Jurisdictions.Common(world.MeasuredOn), Secrets = [.. secrets.OfType<SecretReference>().DistinctBy(secret => secret.Name)],
                Deadline = wanted.Deadline,
            },
            world.Children);
    }

    // Secrets of another namespace are out of reach.
    private static bool IsOwn(ModelVersionWorld world) => world.MeasuredOn?.Metadata.Namespace == world.Version.Metadata.Namespace;
}
