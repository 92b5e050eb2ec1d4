using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Analysis;

namespace Slipway.Operator.Tests.Rollouts;

public sealed class RolloutDeciderTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    [Fact]
    [Trait("Capability", "R1")]
    public void The_first_version_gets_all_traffic()
    {
        var scene = Deployed("v1");
        scene.Status.Phase.ShouldBe(RolloutPhase.Healthy);
        scene.Status.Stable!.Version.ShouldBe("v1");
        scene.Status.History![0].Result.ShouldBe(RolloutResult.Deployed);
    }

    [Fact]
    [Trait("Capability", "E12")]
    public void A_version_without_a_model_card_is_not_served_unless_that_is_allowed()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2") with { Spec = RolloutScene.Version("v2").Spec with { Card = null } });
        scene.Run(TimeSpan.FromSeconds(1));
        scene.Status.Candidate.ShouldBeNull();
        scene.Rollout = Wanting(scene, new ModelSelector { Name = "clicks", Version = "v2" });
        scene.Run(TimeSpan.FromSeconds(1));
        scene.Status.Conditions.Find("Ready")!.Reason.ShouldBe("NoModelCard");
        scene.Rollout = Wanting(scene, new ModelSelector { Name = "clicks", AllowMissingCard = true });
        scene.Run(TimeSpan.FromSeconds(2));
        scene.Status.Candidate!.Version.ShouldBe("v2");

        static Rollout Wanting(RolloutScene scene, ModelSelector model) => scene.Rollout with { Spec = scene.Rollout.Spec with { Model = model } };
    }

    [Fact]
    [Trait("Capability", "R1")]
    public void A_good_candidate_goes_through_all_steps_and_is_promoted()
    {
        var scene = Deployed("v1");
        var weights = new List<int>();
        scene.Versions.Add(RolloutScene.Version("v2"));
        for (var i = 0; i < 200 && scene.Status.Stable!.Version != "v2"; i++)
        {
            scene.Run(TimeSpan.FromSeconds(1));
            if (scene.Status.Candidate is { } candidate && !weights.Contains(candidate.Weight)) weights.Add(candidate.Weight);
        }

        weights.ShouldBe([10, 50, 100]);
        scene.Run(TimeSpan.FromSeconds(1));
        scene.Status.Phase.ShouldBe(RolloutPhase.Healthy);
        scene.Status.History!.Select(entry => entry.Result).ShouldBe([RolloutResult.Promoted, RolloutResult.Deployed]);
        scene.Events.ShouldBe(["Deploying", "Deployed", "CandidateStarted", "SetWeight", "SetWeight", "SetWeight", "Promoted"]);
    }

    [Fact]
    [Trait("Capability", "R1")]
    [Trait("Capability", "R7")]
    public void A_harmful_candidate_is_rolled_back_and_not_tried_again()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Evidence = () => new Evidence.Counts(new(900, 0), new(100, 9));
        scene.Run(Long);
        scene.Status.Stable!.ShouldSatisfyAllConditions(stable => stable.Version.ShouldBe("v1"), stable => stable.Weight.ShouldBe(100));
        scene.Status.Candidate.ShouldBeNull();
        scene.Status.Phase.ShouldBe(RolloutPhase.Degraded);
        scene.Status.Conditions.Find("Stalled")!.Message!.ShouldContain("candidate 9 of 100 (9 %)");
        scene.Status.Conditions.IsTrue("Available").ShouldBeTrue();
        scene.Status.History!.Count(entry => entry.Result == RolloutResult.RolledBack).ShouldBe(1);
    }

    [Theory]
    [InlineData("NoData")]
    [InlineData("Stale")]
    [InlineData("ProviderError")]
    [InlineData("Few")]
    [Trait("Capability", "R2")]
    public void Absent_evidence_holds_says_so_and_goes_on_afterwards(string kind)
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Evidence = () => kind switch
        {
            "NoData" => new Evidence.NoData("no series"),
            "Stale" => new Evidence.Stale("old"),
            "ProviderError" => new Evidence.ProviderError("Prometheus at http://p cannot be reached"),
            _ => new Evidence.Counts(new(900, 0), new(20, 0)),
        };
        scene.Run(Long);
        scene.Status.Candidate!.Weight.ShouldBe(10);
        scene.Status.Conditions.IsTrue("Reconciling").ShouldBeTrue();
        if (kind == "ProviderError") scene.Status.Conditions.Find("Ready")!.Message!.ShouldContain("cannot be reached");

        scene.Evidence = () => new Evidence.Counts(new(90_000, 0), new(10_000, 0));
        scene.Run(Long);
        scene.Status.Stable!.Version.ShouldBe("v2");
    }

    [Fact]
    public void Inconclusive_evidence_rolls_back_when_the_spec_says_so()
    {
        var scene = Deployed("v1");
        scene.Rollout = scene.Rollout with
        {
            Spec = scene.Rollout.Spec with { Analysis = scene.Rollout.Spec.Analysis with { OnInconclusive = InconclusiveAction.Rollback } },
        };
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Evidence = () => new Evidence.Counts(new(900, 0), new(20, 0));
        scene.Run(Long);
        scene.Status.History![0].Result.ShouldBe(RolloutResult.RolledBack);
        scene.Status.History[0].Message!.ShouldContain("no decision within 5m");
    }

    [Fact]
    [Trait("Capability", "R9")]
    public void A_step_begins_only_when_the_routers_confirm_its_weight()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Pass();
        scene.RoutersAnswer = false;
        scene.Run(Long);
        scene.Status.StepStartedAt.ShouldBeNull();
        scene.Status.Candidate!.Weight.ShouldBe(10);
        scene.Status.Conditions.Find("Ready")!.Message!.ShouldContain("does not answer");
    }

    [Fact]
    [Trait("Capability", "E8")]
    public void A_candidate_whose_pods_never_get_ready_is_rolled_back_with_the_cause()
    {
        var scene = Deployed("v1");
        scene.Break("v2");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Run(Long);
        scene.Status.Stable!.Version.ShouldBe("v1");
        scene.Status.History![0].Message!.ShouldContain("digest mismatch");
    }

    [Fact]
    public void A_newer_version_takes_the_place_of_a_candidate()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Run(TimeSpan.FromSeconds(15));
        scene.Versions.Add(RolloutScene.Version("v3"));
        scene.Run(Long);
        scene.Status.Stable!.Version.ShouldBe("v3");
        scene.Status.History!.Select(entry => entry.Result).ShouldBe([RolloutResult.Promoted, RolloutResult.Superseded, RolloutResult.Deployed]);
    }

    [Fact]
    [Trait("Capability", "R8")]
    public void A_paused_rollout_stays_and_goes_on()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        scene.Run(TimeSpan.FromSeconds(15));
        scene.Rollout = scene.Rollout with { Spec = scene.Rollout.Spec with { Paused = true } };
        scene.Run(Long);
        scene.Status.Phase.ShouldBe(RolloutPhase.Paused);
        scene.Status.Candidate!.Weight.ShouldBe(10);
        scene.Rollout = scene.Rollout with { Spec = scene.Rollout.Spec with { Paused = false } };
        scene.Run(Long);
        scene.Status.Stable!.Version.ShouldBe("v2");
    }

    [Fact]
    public void A_named_version_that_was_rolled_back_is_tried_again_only_after_a_change_of_the_spec()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        Name(scene, "v2");
        scene.Evidence = () => new Evidence.Counts(new(900, 0), new(100, 90));
        scene.Run(Long);
        scene.Status.History!.Count.ShouldBe(2);
        scene.Evidence = () => new Evidence.Counts(new(90_000, 0), new(10_000, 0));
        Name(scene, "v2");
        scene.Run(Long);
        scene.Status.Stable!.Version.ShouldBe("v2");
    }

    [Fact]
    public void An_unknown_version_is_an_error_with_the_known_ones()
    {
        var scene = new RolloutScene("v1", "v2");
        Name(scene, "v9");
        scene.Pass();
        scene.Status.Conditions.Find("Ready")!.Message.ShouldBe("spec.model.version: model clicks has no version v9; there are v1, v2");
    }

    [Fact]
    [Trait("Capability", "E7")]
    public void A_version_that_is_not_ready_never_serves()
    {
        var scene = new RolloutScene { Versions = [RolloutScene.Version("v1", ready: false)] };
        scene.Run(Long);
        scene.Status.Stable.ShouldBeNull();
        scene.Status.Phase.ShouldBe(RolloutPhase.Pending);
    }

    [Fact]
    public void A_spec_that_cannot_end_at_all_traffic_is_refused()
    {
        var scene = Deployed("v1");
        scene.Rollout = scene.Rollout with
        {
            Spec = scene.Rollout.Spec with { Strategy = new RolloutStrategy { Canary = new CanaryStrategy { Steps = [RolloutScene.Step(10)] } } },
        };
        scene.Pass();
        scene.Status.Conditions.Find("Stalled")!.Message!.ShouldBe(
            "spec.strategy.canary.steps[0].setWeight: '10': the last step must be 100, so that the candidate ends up with all traffic");
    }

    [Fact]
    [Trait("Capability", "R2")]
    public void Whatever_happens_weight_grows_only_after_a_safe_look() =>
        Prop.ForAll<byte[]>(choices =>
        {
            var scene = Deployed("v1");
            scene.Versions.Add(RolloutScene.Version("v2"));
            var safe = false;
            foreach (var choice in choices)
            {
                var before = scene.Status.Candidate?.Weight ?? 0;
                scene.RoutersAnswer = choice % 7 != 0;
                scene.Evidence = () =>
                {
                    safe = choice % 5 == 4;
                    return (choice % 5) switch
                    {
                        0 => new Evidence.NoData(""),
                        1 => new Evidence.ProviderError(""),
                        2 => new Evidence.Stale(""),
                        3 => new Evidence.Counts(new(500, 2), new(60, 0)),
                        _ => new Evidence.Counts(new(90_000, 0), new(10_000, 0)),
                    };
                };
                safe = scene.Status.Analysis?.Metrics?.All(metric => metric.Verdict == MetricVerdict.Safe) == true && scene.Status.StepStartedAt is not null;
                scene.Run(TimeSpan.FromSeconds(10));
                var after = scene.Status.Candidate?.Weight ?? 0;
                if (before is 10 or 50 && after > before && !safe) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Capability", "P4")]
    public void A_decision_made_twice_is_the_same_decision()
    {
        var scene = Deployed("v1");
        scene.Versions.Add(RolloutScene.Version("v2"));
        for (var i = 0; i < 60; i++)
        {
            var world = scene.World();
            var once = Operator.Rollouts.Decisions.RolloutDecider.Decide(world, scene.Now).Status;
            var twice = Operator.Rollouts.Decisions.RolloutDecider.Decide(world, scene.Now).Status;
            once.RouteGeneration.ShouldBe(twice.RouteGeneration);
            once.Candidate?.Weight.ShouldBe(twice.Candidate!.Weight);
            scene.Run(TimeSpan.FromSeconds(2));
        }
    }

    private static RolloutScene Deployed(string version)
    {
        var scene = new RolloutScene(version);
        scene.Run(TimeSpan.FromSeconds(1));
        scene.Status.Phase.ShouldBe(RolloutPhase.Healthy);
        return scene;
    }

    private static void Name(RolloutScene scene, string version) => scene.Rollout = scene.Rollout with
    {
        Metadata = scene.Rollout.Metadata with { Generation = scene.Rollout.Metadata.Generation + 1 },
        Spec = scene.Rollout.Spec with { Model = scene.Rollout.Spec.Model with { Version = version } },
    };
}
