using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Tells predictors which lookup file of each dataset is the newest; they take a newer one into use without a restart.</summary>
internal static class LookupTables
{
    /// <summary>The ConfigMap, or null when no version looks anything up.</summary>
    /// <param name="rollout">The Rollout.</param>
    /// <param name="versions">The versions that it serves.</param>
    /// <param name="find">Finds a Dataset of the namespace.</param>
    /// <remarks>A dataset without a lookup file is left out: the predictor says so, and is not ready before it has one.</remarks>
    public static ConfigMap? Of(Rollout rollout, IEnumerable<ModelVersion> versions, Func<string, Dataset?> find)
    {
        var names = versions.SelectMany(version => version.Spec.Lookups ?? []).Select(lookup => lookup.Dataset).Distinct().Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return null;
        var table = new LookupTable
        {
            Lookups = [.. names.Select(name => (Name: name, File: find(name)?.Status?.Current?.Lookup)).Where(each => each.File is not null)
                .Select(each => new LookupTarget(each.Name, each.File!.Uri, each.File.Digest))],
        };
        return new ConfigMap
        {
            Metadata = ChildMetadata.For(rollout, rollout.LookupsName(), RolloutNames.Predictor),
            Data = new Dictionary<string, string> { [RolloutNames.LookupsKey] = JsonSerializer.Serialize(table, ContractsJson.Default.LookupTable) },
        };
    }
}
