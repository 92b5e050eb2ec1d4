using System.Globalization;
using System.Text.Json;
using Slipway.Api.ModelVersions;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.ModelVersions.Trash;

/// <summary>The Job that deletes the files of a version that was deleted; the step is the one by which old versions of Datasets go.</summary>
internal static class PurgeStep
{
    private static readonly Duration Deadline = new(TimeSpan.FromMinutes(15));

    /// <summary>Name of a Job; no two have the same.</summary>
    public static string NameOf(TrashedVersion trashed, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Names.Fit(trashed.Record.Metadata.Name!, 63 - 26)}-{CanonicalJson.Short(CanonicalJson.Digest(trashed.Record.Metadata.Uid), 8)}-purge-{number}");

    /// <summary>The folder of a version's manifest.</summary>
    public static string FolderOf(ModelVersionSpec spec) => Manifest(spec)[..(Manifest(spec).LastIndexOf('/') + 1)];

    /// <summary>What goes; null where the files are not of a run here.</summary>
    public static ModelFiles? Files(TrashedVersion trashed)
    {
        var (spec, origin) = (trashed.Record.Spec, trashed.Record.Spec.Provenance);
        var path = $"/models/{trashed.Map.Metadata.Namespace}/{spec.Model}/{spec.Version}/{origin?.Run}/";
        return origin is { TrainingJob: not null, Run: not null } && FolderOf(spec).EndsWith(path, StringComparison.Ordinal)
            ? new ModelFiles { Model = spec.Model, Version = spec.Version, Digest = spec.Artifact.Digest, ManifestUri = Manifest(spec) }
            : null;
    }

    /// <summary>The children of a purge that is on record.</summary>
    public static IReadOnlyList<Child> Children(TrashedVersion trashed, string job, OperatorSettings settings, StepObjects live)
    {
        var spec = trashed.Record.Spec;
        return StepChildren.Of(
            new StepTemplate
            {
                Owner = trashed.Map, Name = job, Step = CollectStep.Name, Image = settings.TrainerImage, Placement = trashed.Placement, Deadline = Deadline,
                Secrets = spec.SecretRef is { } secret ? [secret] : [],
                SpecJson = JsonSerializer.Serialize(
                    new CollectSpec
                    {
                        Namespace = trashed.Map.Metadata.Namespace!, Name = spec.Model, Versions = [], Models = [Files(trashed)!],
                        ResultPrefix = $"{Store(spec)}purges/{trashed.Map.Metadata.Namespace}/{spec.Model}/{job}",
                    },
                    ContractsJson.Default.CollectSpec),
            },
            live);
    }

    // The store that the model lies in, which may be another than the operator's.
    private static string Store(ModelVersionSpec spec) => Manifest(spec)[..(Manifest(spec).LastIndexOf("/models/", StringComparison.Ordinal) + 1)];

    private static string Manifest(ModelVersionSpec spec) => spec.ManifestUri ?? $"{spec.Artifact.Uri[..(spec.Artifact.Uri.LastIndexOf('/') + 1)]}manifest.json";
}
