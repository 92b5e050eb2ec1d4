using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Tells predictors which lookup file of each dataset is the newest, and where events are kept; they take a newer one into use without a restart.</summary>
internal static class LookupTables
{
    /// <summary>Whether a version looks anything up, or computes it from events.</summary>
    public static bool AreReadBy(ModelVersion version) => version.Spec.Lookups is { Count: > 0 } || version.Spec.Windows is { Count: > 0 };

    /// <summary>The ConfigMap, or null when no version looks anything up.</summary>
    /// <param name="rollout">The Rollout.</param>
    /// <param name="versions">The versions that it serves.</param>
    /// <param name="find">Finds a Dataset of the namespace.</param>
    /// <remarks>
    /// A dataset without a lookup file is left out: the predictor says so, and is not ready before it has one. So is one without source.events.
    /// </remarks>
    public static ConfigMap? Of(Rollout rollout, IEnumerable<ModelVersion> versions, Func<string, Dataset?> find)
    {
        var readers = versions.Where(AreReadBy).ToList();
        if (readers.Count == 0) return null;
        var logs = Named(readers.SelectMany(version => version.Spec.Windows ?? []).Select(window => window.Dataset), find).Select(EventLogs.Of).OfType<EventLog>().ToList();
        var table = new LookupTable
        {
            Lookups = [.. Named(readers.SelectMany(version => version.Spec.Lookups ?? []).Select(lookup => lookup.Dataset), find).Where(dataset => dataset.Status?.Current?.Lookup is not null)
                .Select(dataset => new LookupTarget(dataset.Metadata.Name!, dataset.Status!.Current!.Lookup!.Uri, dataset.Status.Current.Lookup.Digest))],
            EventLogs = logs.Count == 0 ? null : logs,
        };
        return new ConfigMap
        {
            Metadata = ChildMetadata.For(rollout, rollout.LookupsName(), RolloutNames.Predictor),
            Data = new Dictionary<string, string> { [RolloutNames.LookupsKey] = JsonSerializer.Serialize(table, ContractsJson.Default.LookupTable) },
        };
    }

    private static IEnumerable<Dataset> Named(IEnumerable<string> names, Func<string, Dataset?> find) => names.Distinct().Order(StringComparer.Ordinal).Select(find).OfType<Dataset>();
}
