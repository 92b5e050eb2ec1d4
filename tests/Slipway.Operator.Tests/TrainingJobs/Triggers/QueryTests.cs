using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>Drift and performance by queries.</summary>
[Trait("Capability", "C1")]
public sealed class QueryTests
{
    private static readonly QueryTrigger Psi = new() { Query = "max(psi)", Max = 0.2 };

    [Fact]
    [Trait("Capability", "P6")]
    public void A_value_out_of_bounds_begins_a_run_with_the_evidence()
    {
        var scene = Drift(Psi).Data(1001).Read(new QueryReading(0.12));
        (scene.Trigger.Reason, scene.Trigger.Value, scene.Trigger.Threshold, scene.Trigger.EvaluatedAt).ShouldBe(("NotMet", 0.12, 0.2, scene.Now));
        scene.Trigger.Message.ShouldBe("the value is 0.12, within max 0.2");
        scene.Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromMinutes(5));

        scene.Pass("5m").Read(new QueryReading(0.31)).IsRunning.ShouldBeTrue();
        var trigger = scene.Runs[0].Trigger!;
        (trigger.Type, trigger.Name, trigger.Value, trigger.Threshold).ShouldBe((TriggerType.Drift, "q", 0.31, 0.2));
        trigger.Message.ShouldBe("the value is 0.31, out of max 0.2 since 2026-05-01 12:05:00 UTC");
        scene.Trigger.LastFiredValue.ShouldBe(0.31);
    }

    [Fact]
    public void A_model_below_its_worth_is_trained_again()
    {
        var scene = TriggerScene.With(new Trigger { Name = "auc", Performance = new QueryTrigger { Query = "auc", Min = 0.75 } });
        scene.Data(1001).Read(new QueryReading(0.75)).IsRunning.ShouldBeFalse("the bound itself is well");
        scene.Read(new QueryReading(0.7499)).Runs[0].Trigger!.Type.ShouldBe(TriggerType.Performance);
    }

    [Fact]
    public void It_has_to_be_out_of_bounds_for_long_enough()
    {
        var scene = Drift(Psi with { For = TriggerScene.For("30m") }).Data(1001);
        scene.Read(new QueryReading(0.3, scene.Now.AddMinutes(-29))).IsRunning.ShouldBeFalse();
        scene.Trigger.Reason.ShouldBe("Pending");
        scene.Trigger.Message!.ShouldEndWith("has to stay so until 2026-05-01 12:01:00 UTC (for 30m)");
        scene.Read(new QueryReading(0.3, scene.Now.AddMinutes(-30))).IsRunning.ShouldBeTrue();
    }

    [Theory]
    [InlineData(TriggerVerdict.NoDataReason)]
    [InlineData(TriggerVerdict.QueryFailedReason)]
    public void Without_data_it_never_fires_and_says_so(string reason)
    {
        var scene = Drift(Psi).Data(1001).Read(new QueryReading(0.1)).Pass("5m").Read(new QueryReading(null, null, reason, "no value now"));
        scene.IsRunning.ShouldBeFalse();
        scene.Trigger.Value.ShouldBeNull("an old value is no evidence");
        var condition = scene.Status.Conditions.Find("TriggersReady")!;
        (condition.Status, condition.Reason, condition.Message).ShouldBe((Condition.False, reason, "trigger q cannot be judged and does not fire: no value now"));
        scene.Pass("1m").Trigger.Reason.ShouldBe(reason, "it stays so until the next query");
        scene.Read(new QueryReading(0.1)).Status.Conditions.IsTrue("TriggersReady").ShouldBeTrue();
    }

    [Fact]
    public void What_training_does_not_mend_is_not_trained_again()
    {
        var scene = Drift(Psi with { MinimumEffect = 0.05 }).Data(1001).Read(new QueryReading(0.3)).Ends();
        scene.Data(1002).Pass("5m").Read(new QueryReading(0.34)).IsRunning.ShouldBeFalse();
        scene.Trigger.Reason.ShouldBe("BelowMinimumEffect");
        scene.Trigger.Message!.ShouldContain("less than 0.05 away from 0.3, for which run click-model-v2 was made");
        scene.Pass("5m").Read(new QueryReading(0.36)).IsRunning.ShouldBeTrue("it has become worse by as much");

        scene.Ends().Data(1003).Pass("5m").Read(new QueryReading(0.1)).Pass("5m").Read(new QueryReading(0.35)).IsRunning.ShouldBeTrue("it was well in between");
    }

    [Fact]
    public void Drift_without_newer_data_waits_for_it()
    {
        var scene = Drift(Psi).Read(new QueryReading(0.3));
        scene.IsRunning.ShouldBeFalse();
        scene.Trigger.Message!.ShouldEndWith("; there is no newer data than the last run had");
        scene.Data(1001).Pass("1m").IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void A_value_of_before_the_end_of_the_last_run_is_no_evidence_for_the_next()
    {
        var scene = Drift(Psi).Data(1001).Read(new QueryReading(0.3)).Pass("1m").Ends();
        scene.Data(1002).Pass("1s").IsRunning.ShouldBeFalse();
        scene.Trigger.Reason.ShouldBe("Outdated");
        scene.Read(new QueryReading(0.3)).IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void Another_query_begins_anew()
    {
        var scene = Drift(Psi with { MinimumEffect = 1 }).Data(1001).Read(new QueryReading(0.3)).Ends().Data(1002);
        scene.Scene.Change(spec => spec with { Triggers = [new Trigger { Name = "q", Drift = Psi with { Query = "max(other)", MinimumEffect = 1 } }] });
        (scene.Trigger.Value, scene.Trigger.Reason).ShouldBe((null, "NotMet"));
        scene.Read(new QueryReading(0.3)).IsRunning.ShouldBeTrue();
    }

    private static TriggerScene Drift(QueryTrigger query) => TriggerScene.With(new Trigger { Name = "q", Drift = query });
}
