using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Rollouts;

/// <summary>What tools that read kstatus rely on.</summary>
internal static class KstatusRules
{
    public static void Check(Rollout rollout)
    {
        var conditions = rollout.Status!.Conditions;
        conditions.Find("Ready").ShouldNotBeNull("Ready is always present");
        (conditions.IsTrue("Reconciling") && conditions.IsTrue("Stalled")).ShouldBeFalse("Reconciling and Stalled exclude each other");
        if (conditions.IsTrue("Ready")) rollout.Status.ObservedGeneration.ShouldBe(rollout.Metadata.Generation);

        foreach (var condition in conditions!.Where(each => each.Type == "Ready" && each.Status != Condition.True))
            condition.Message.ShouldNotBeNullOrEmpty("a condition that is not well says what to do");
    }
}
