using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Analysis;
using Slipway.Operator.Rollouts.Decisions;

namespace Slipway.Operator.Tests.Rollouts;

/// <summary>A Rollout with a world that does what decisions say: pods become ready, routers confirm, time passes.</summary>
internal sealed class RolloutScene
{
    private readonly HashSet<string> broken = [];

    public RolloutScene(params string[] versions) => Versions = [.. versions.Select(version => Version(version))];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<ModelVersion> Versions { get; set; }

    public Func<Evidence> Evidence { get; set; } = () => new Evidence.Counts(new(90_000, 0), new(10_000, 0));

    public bool RoutersAnswer { get; set; } = true;

    public List<string> Events { get; } = [];

    public Rollout Rollout { get; set; } = new()
    {
        Metadata = new ObjectMeta { Name = "clicks", Namespace = "shop", Uid = "u1", Generation = 1 },
        Spec = new RolloutSpec
        {
            Owner = "team",
            Model = new ModelSelector { Name = "clicks" },
            Strategy = new RolloutStrategy
            {
                Canary = new CanaryStrategy { Steps = [Step(10), Step(50), Step(100)] },
            },
            Analysis = new Analysis { Interval = Duration.Parse("10s"), MaxDuration = Duration.Parse("5m") },
        },
    };

    public RolloutStatus Status => Rollout.Status!;

    public static ModelVersion Version(string version, bool ready = true) => new()
    {
        Metadata = new ObjectMeta { Name = $"clicks-{version}", Namespace = "shop" },
        Spec = new ModelVersionSpec
        {
            Model = "clicks",
            Version = version,
            Artifact = new ModelArtifact { Uri = $"file:///models/{version}/model.onnx", Digest = "sha256:" + new string(version[^1], 64), Size = 1 },
            Card = new ModelCardFile { Uri = "file:///models/card.html", Digest = "sha256:" + new string('c', 64) },
        },
        Status = new ModelVersionStatus
        {
            Conditions = [new Condition { Type = "Ready", Status = ready ? "True" : "False", Message = ready ? "" : "gate roc_auc: 0.5 is below 0.7" }],
        },
    };

    public static CanaryStep Step(int weight) => new() { SetWeight = weight, Pause = Duration.Parse("30s") };

    public void Break(string version) => broken.Add(version);

    public RolloutWorld World()
    {
        var revisions = new[] { Rollout.Status?.Stable, Rollout.Status?.Candidate }.OfType<RevisionStatus>().DistinctBy(revision => revision.Name);
        return new RolloutWorld
        {
            Rollout = Rollout,
            Versions = Versions,
            DefaultServerImage = "slipway/server:1",
            Revisions = revisions.ToDictionary(
                revision => revision.Name,
                revision => broken.Contains(revision.Version) ? new RevisionState(0, false, "container server: digest mismatch") : new RevisionState(1, true)),
            Routers = RoutersAnswer ? new RouterState(1, Rollout.Status?.RouteGeneration ?? 0) : new RouterState(1, null, "router pod clicks-router-0 does not answer"),
            Evidence = Look.IsDue(Rollout, Now)
                ? Look.MetricsOf(Rollout.Spec).ToDictionary(metric => metric.Name, _ => Evidence())
                : null,
        };
    }

    public RolloutDecision Pass()
    {
        var decision = RolloutDecider.Decide(World(), Now);
        KstatusRules.Check(Rollout with { Status = decision.Status });
        Rollout = Rollout with { Status = decision.Status };
        Events.AddRange(decision.Events.Select(each => each.Reason));
        return decision;
    }

    /// <summary>Passes with time going on, as the controller would make them.</summary>
    public void Run(TimeSpan duration)
    {
        var end = Now + duration;
        while (Now < end)
        {
            var decision = Pass();
            var wait = decision.RequeueAfter ?? TimeSpan.FromSeconds(5);
            Now += wait > TimeSpan.FromMilliseconds(100) ? wait : TimeSpan.FromMilliseconds(100);
        }
    }
}
