using System.Globalization;
using Slipway.Api.ModelVersions;
using Slipway.Contracts.Data;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Whether what the author asserts of the resolved configuration is true; asked before a run begins, so that nobody finds out from a model. Pure.</summary>
internal static class AssertionFaults
{
    /// <summary>Reason of the condition.</summary>
    public const string Reason = "AssertionFailed";

    /// <summary>What is not as asserted, with what is true; null when all is.</summary>
    public static string? Of(TrainingJobWorld world, TrainingInputs inputs)
    {
        if (world.Job.Spec.Asserts is not { } asserts) return null;
        var faults = new List<string>();
        var features = inputs.Features?.Count ?? 0;
        if (asserts.Features is { } wanted && wanted != features)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"spec.asserts.features: '{wanted}': FeatureSet '{world.Job.Spec.FeatureSet}' has {features} features"));
        if (asserts.Datasets is { } named && Datasets(world, inputs, named) is { } difference) faults.Add($"spec.asserts.datasets: {difference}");
        return faults.Count == 0 ? null : $"{string.Join("; ", faults)}; correct what is read, or what is asserted";
    }

    private static string? Datasets(TrainingJobWorld world, TrainingInputs inputs, IReadOnlyList<string> named)
    {
        var uses = new DataClosure(world.FindAnyDataset, world.FindVersion).Of(world.Place, inputs.Dataset, inputs.JoinedDatasets, inputs.Upstream);
        var wanted = named.Select(name => DatasetName.Parse(name, world.Place)).ToHashSet();
        var more = uses.DistinctBy(use => use.Dataset).Where(use => !wanted.Contains(use.Dataset)).Select(use => $"'{use.Dataset.From(world.Place)}' goes in too ({use.Via})").ToList();
        var fewer = wanted.Except(uses.Select(use => use.Dataset)).Select(name => $"'{name.From(world.Place)}' does not go in").Order(StringComparer.Ordinal).ToList();
        return more.Count + fewer.Count == 0 ? null : string.Join(", ", more.Concat(fewer));
    }
}
