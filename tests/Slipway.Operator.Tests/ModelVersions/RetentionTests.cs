using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Operator.ModelVersions.Protection;
using Slipway.Operator.ModelVersions.Retention;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.ModelVersions;

/// <summary>How long versions are kept, and who keeps them.</summary>
[Trait("Capability", "M5")]
public sealed class RetentionTests
{
    [Theory]
    [InlineData(2, 0, "v1,v2,v3")]
    [InlineData(2, 3, "v1,v2")]
    [InlineData(2, 12, "")]
    [InlineData(5, 0, "")]
    public void The_newest_and_the_young_are_kept(int newest, int months, string gone)
    {
        var policy = new VersionRetention { Versions = newest, Months = months };
        var expired = ExpiredVersions.Of(Family, policy, Samples.Now).Select(version => version.Spec.Version).ToList();
        string.Join(',', expired).ShouldBe(gone);
        foreach (var version in Family)
            (VersionUse.Kept(version, Family, Job(policy), Samples.Now) is null).ShouldBe(expired.Contains(version.Spec.Version), $"{version.Spec.Version}: what is not deleted by itself is not deleted by mistake either");
    }

    [Fact]
    public void The_next_to_go_is_waited_for_and_protection_alone_deletes_nothing()
    {
        ExpiredVersions.Next(Family, new VersionRetention { Versions = 2, Months = 3 }, Samples.Now).ShouldBe(Samples.Now.AddMonths(-2).AddMonths(3));
        var protects = new VersionRetention { Versions = 2, KeepOlder = true };
        ExpiredVersions.Of(Family, protects, Samples.Now).ShouldBeEmpty();
        VersionUse.Kept(Family[4], Family, Job(protects), Samples.Now)!.ToString().ShouldContain("it is among the newest 2 of model 'clicks', which are kept; change spec.registry.retention of TrainingJob 'click-model' first");
    }

    [Fact]
    public void Everyone_who_uses_a_version_is_named_with_what_to_do()
    {
        var version = Samples.Version() with { Status = new ModelVersionStatus { Decisions = [new AcceptedDecision { Action = DecisionAction.Hold, By = "eve", At = Samples.Now, Reason = "case 17" }] } };
        var uses = VersionUse.Of(version, ["champion"],
        [
            Rollout("serves", new RolloutStatus { Stable = new RevisionStatus { Name = "r", ModelVersion = "clicks-v1", Version = "v1", Digest = Samples.Digest('a') } }),
            Rollout("names", null, "v1"), Rollout("other", null, "v2"),
        ], [Reader("scores-v3", "v1"), Reader("scores-v4", "v2")]);
        uses.Select(use => use.ToString()).ShouldBe(
        [
            "Rollout 'names' names this version in spec.model.version; name another one there first",
            "Rollout 'serves' serves this version; let it serve another one first, or delete the Rollout",
            "alias 'champion' points to this version; give it to another version first (kubectl slipway alias clicks-vN champion), or remove it",
            "features of ModelVersion 'scores-v3' read its predictions; delete scores-v3 first",
            "it is under legal hold by eve: case 17; release the hold first (kubectl slipway release clicks-v1)",
        ]);
    }

    private static IReadOnlyList<ModelVersion> Family { get; } =
        [.. new[] { ("v1", -9), ("v2", -6), ("v3", -2), ("v4", -1), ("v5", 0) }.Select(each => Samples.Version(each.Item1) with { Metadata = Samples.Meta($"clicks-{each.Item1}") with { CreationTimestamp = Samples.Now.AddMonths(each.Item2) } })];

    private static TrainingJob Job(VersionRetention retention) => Samples.Training() with { Spec = Samples.Training().Spec with { Registry = new RegistryPolicy { Retention = retention } } };

    private static Rollout Rollout(string name, RolloutStatus? status, string? version = null) => new()
    {
        Metadata = Samples.Meta(name), Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "clicks", Version = version } }, Status = status,
    };

    private static ModelVersion Reader(string name, string reads) => Samples.Version() with
    {
        Metadata = Samples.Meta(name), Spec = Samples.Version().Spec with { Model = "scores", Provenance = new ModelProvenance { Upstream = [new UpstreamVersion("score", "clicks", reads)] } },
    };
}
