using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts.Analysis;
using Slipway.Operator.Rollouts.Children;
using Slipway.Operator.Rollouts.Decisions;
using Slipway.Operator.Rollouts.Routing;

namespace Slipway.Operator.Rollouts;

/// <summary>Serves models and moves traffic between their versions.</summary>
/// <remarks>
/// Children and routes follow the status that was committed; a decision only changes the status. So a process that is killed between two writes
/// leaves nothing that the next pass would not bring to the same state.
/// </remarks>
internal sealed class RolloutKind(RolloutCaches caches, RouterFleet routers, PredictorHealth predictors, EvidenceReader evidence, RolloutOptions options)
    : IKind<Rollout, RolloutStatus>
{
    // Samples are this old at most when Prometheus scrapes at its default interval of a minute and nothing is wrong.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(90);

    // The decision's own events tell these turns; what remains are holds, troubles and losses.
    private static readonly HashSet<string> Told =
    [
        "Deploying", "StartingCandidate", "WaitingForPods", "WaitingForRouters", "SettingWeight", "Analyzing", "Baking", "Healthy", "RolledBack", "Superseded", "Serving",
    ];

    public async Task<Plan<RolloutStatus>> PlanAsync(Rollout resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var family = caches.Versions.WithModel(resource.Metadata.Namespace, resource.Spec.Model.Name);
        var owned = OwnedObjects.Of(resource, caches);
        var table = RouteTables.Of(resource, revision => RevisionPods.AddressOf(owned.Service(revision)));
        var world = new RolloutWorld
        {
            Rollout = resource,
            Versions = family,
            Revisions = await RevisionsAsync(owned, cancellationToken),
            Routers = await routers.SyncAsync(owned.RouterPods, table, cancellationToken),
            Evidence = await EvidenceAsync(resource, now, cancellationToken),
            Url = RevisionPods.AddressOf(owned.Service(resource.Metadata.Name!)),
            DefaultServerImage = options.ServerImage,
        };
        var decision = RolloutDecider.Decide(world, now);
        return new Plan<RolloutStatus>(decision.Status)
        {
            Children = Children(resource, family, owned, table),
            Removals = Removals(resource, family, owned, world.Routers),
            Events = decision.Events,
            // Before the first revision nothing can be missing.
            QuietReasons = resource.Status?.Stable is null ? new HashSet<string>(Told) { "NothingServes" } : Told,
            RequeueAfter = decision.RequeueAfter,
        };
    }

    private async Task<IReadOnlyDictionary<string, RevisionState>> RevisionsAsync(OwnedObjects owned, CancellationToken cancellation)
    {
        var revisions = owned.Revisions();
        foreach (var (name, state) in revisions.Where(each => each.Value is { Available: false, Trouble: null }).ToList())
            revisions[name] = state with { Trouble = await predictors.TroubleAsync(owned.PodsOf(name), cancellation) };
        return revisions;
    }

    private async Task<IReadOnlyDictionary<string, Evidence>?> EvidenceAsync(Rollout rollout, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!Look.IsDue(rollout, now) || rollout.Status is not { Stable: { } stable, Candidate: { } candidate, StepStartedAt: { } since }) return null;
        var address = rollout.Spec.Analysis.PrometheusAddress is { } named ? new Uri(named.EndsWith('/') ? named : named + "/") : options.Prometheus;
        var results = new Dictionary<string, Evidence>();
        foreach (var metric in Look.MetricsOf(rollout.Spec))
        {
            var query = new EvidenceQuery(
                address, metric, rollout.Metadata.Namespace!, rollout.Metadata.Name!, stable.Name, candidate.Name, since, StaleAfter);
            results[metric.Name] = await evidence.ReadAsync(query, now, cancellation);
        }

        return results;
    }

    private List<Child> Children(
        Rollout rollout, IReadOnlyList<ModelVersion> family, OwnedObjects owned, Contracts.Serving.RouteTable? table)
    {
        var image = rollout.Spec.Server.Image ?? options.ServerImage;
        var children = new List<Child>();
        if (LookupTables.Of(rollout, Served(rollout, family), name => caches.Datasets.Get(new NamespacedName(rollout.Metadata.Namespace!, name))) is { } lookups)
            children.Add(Child.Kept(BuiltIn.ConfigMaps, lookups, owned.ConfigMap(rollout.LookupsName())));
        foreach (var revision in OwnedObjects.Committed(rollout))
        {
            children.Add(Child.Kept(BuiltIn.Services, PredictorChildren.Service(rollout, revision), owned.Service(revision.Name)));
            if (rollout.Spec.Server.Replicas > 1)
                children.Add(Child.KeptWhereServed(BuiltIn.PodDisruptionBudgets, PredictorChildren.Budget(rollout, revision), owned.Budget(revision.Name)));

            // A revision keeps the template that it was started with: what differs is another revision.
            var live = owned.Deployment(revision.Name);
            if (family.FirstOrDefault(version => version.Metadata.Name == revision.ModelVersion) is { } version && (live is null || IsCurrent(rollout, revision, version)))
                children.Add(Child.Kept(BuiltIn.Deployments, PredictorChildren.Deployment(rollout, revision, version, image), live));
        }

        if (table is null) return children;
        children.Add(Child.Kept(BuiltIn.ConfigMaps, RouterChildren.Routes(rollout, table), owned.ConfigMap(rollout.RoutesName())));
        children.Add(Child.Kept(BuiltIn.Services, RouterChildren.Service(rollout), owned.Service(rollout.Metadata.Name!)));
        children.Add(Child.Kept(BuiltIn.Deployments, RouterChildren.Deployment(rollout, image), owned.Deployment(rollout.RouterName())));
        if (rollout.Spec.Router.Replicas > 1)
            children.Add(Child.KeptWhereServed(BuiltIn.PodDisruptionBudgets, RouterChildren.Budget(rollout), owned.Budget(rollout.RouterName())));
        return children;
    }

    private static IEnumerable<ModelVersion> Served(Rollout rollout, IReadOnlyList<ModelVersion> family) =>
        OwnedObjects.Committed(rollout).Select(revision => family.FirstOrDefault(version => version.Metadata.Name == revision.ModelVersion)).OfType<ModelVersion>();

    private bool IsCurrent(Rollout rollout, RevisionStatus revision, ModelVersion version) =>
        Decisions.Revisions.NameOf(rollout, version, options.ServerImage) == revision.Name;

    // A revision goes only when every router has confirmed that it gets nothing any more: no request may meet a pod that is on its way out. A router
    // that is ahead of the committed status knows of a later one: then this view of the Rollout is an old one, and says nothing of what is in use.
    private static List<Removal> Removals(Rollout rollout, IReadOnlyList<ModelVersion> family, OwnedObjects owned, RouterState routers)
    {
        // A budget over a single pod would only keep its node from being drained.
        var budgets = owned.Budgets
            .Where(each => (each.IsComponent(RolloutNames.Router) ? rollout.Spec.Router.Replicas : rollout.Spec.Server.Replicas) <= 1)
            .Select(each => Removal.Of(BuiltIn.PodDisruptionBudgets, each));
        if (rollout.Status is not { } status || !routers.Confirm(status.RouteGeneration) || routers.HighestForeignGeneration is not null) return [.. budgets];
        var lookups = Served(rollout, family).Any(LookupTables.AreReadBy) ? null : owned.ConfigMap(rollout.LookupsName());
        var kept = OwnedObjects.Committed(rollout).Select(revision => revision.Name).ToHashSet();
        return
        [
            .. budgets,
            .. lookups is null ? Array.Empty<Removal>() : [Removal.Of(BuiltIn.ConfigMaps, lookups)],
            .. owned.Deployments.Where(each => each.IsComponent(RolloutNames.Predictor) && !kept.Contains(each.Metadata.Name!))
                .Select(each => Removal.Of(BuiltIn.Deployments, each)),
            .. owned.Services.Where(each => each.IsComponent(RolloutNames.Predictor) && !kept.Contains(each.Metadata.Name!))
                .Select(each => Removal.Of(BuiltIn.Services, each)),
            .. owned.Budgets.Where(each => rollout.Spec.Server.Replicas > 1 && each.IsComponent(RolloutNames.Predictor) && !kept.Contains(each.Metadata.Name!))
                .Select(each => Removal.Of(BuiltIn.PodDisruptionBudgets, each)),
        ];
    }
}
