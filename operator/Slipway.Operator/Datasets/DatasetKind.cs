using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Client;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>Reads the world of a Dataset from the caches.</summary>
internal sealed class DatasetKind(DatasetCatalog datasets, StepCaches children, IKubernetesClient client, OperatorSettings settings) : IKind<Dataset, DatasetStatus>
{
    public async Task<Plan<DatasetStatus>> PlanAsync(Dataset resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = resource.Status?.LastSnapshot is { FinishedAt: null } last ? last.Job : null;
        var collecting = Collector.IsUnderWay(resource.Status) ? resource.Status!.Collection!.Job : null;
        var steps = await children.OfAsync(resource, [.. new[] { snapshot, collecting }.OfType<string>()], cancellationToken);
        var begins = collecting is not null && steps.Job(collecting) is null;
        if (begins && await children.FindAsync(resource, collecting!, cancellationToken) is { } unseen)
        {
            steps = steps with { Jobs = [.. steps.Jobs, unseen] };
            begins = false;
        }

        var world = new DatasetWorld
        {
            Dataset = resource,
            Datasets = DatasetReads.Of(resource.Spec).Any() ? WithOthers(resource) : Only(resource),
            Settings = settings,
            Children = steps,
            Readers = ReaderList.IsDue(resource.Status?.Readers, now) ? [.. datasets.ReadersOf(resource)] : null,
            InUse = begins ? await datasets.ReadInUseAsync(client, cancellationToken) : MayGo(resource, now) ? datasets.InUse() : null,
        };
        return DatasetDecision.Decide(world, now);
    }

    private static Dictionary<string, Dataset> Only(Dataset resource) => new() { [resource.FullName().ToString()] = resource };

    // Those of the namespace for hints at the right name; those of others as far as a circle could go through them.
    private Dictionary<string, Dataset> WithOthers(Dataset resource)
    {
        var found = Only(resource);
        foreach (var other in datasets.In(resource.Metadata.Namespace!)) found.TryAdd(other.FullName().ToString(), other);
        var ways = new Queue<Dataset>(found.Values);
        while (ways.TryDequeue(out var reader))
        {
            foreach (var reference in DatasetReads.Of(reader.Spec))
            {
                var name = DatasetName.Parse(reference, reader.Metadata.Namespace!);
                if (!found.ContainsKey(name.ToString()) && datasets.Find(name) is { } read && found.TryAdd(name.ToString(), read)) ways.Enqueue(read);
            }
        }

        return found;
    }

    // All that looks at every object: only asked when a version may go.
    private static bool MayGo(Dataset resource, DateTimeOffset now) => resource.Status is { } status
        && (status.Collection?.Versions is { Count: > 0 } || Expiry.Candidates(status, resource.Spec.Retention, now).Any());
}
