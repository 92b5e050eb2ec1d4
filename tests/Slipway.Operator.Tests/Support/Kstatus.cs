using Slipway.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Tests.Support;

/// <summary>What tools that read kstatus rely on; every plan of a test goes through here.</summary>
internal static class Kstatus
{
    public static Plan<TStatus> Checked<TStatus>(this Plan<TStatus> plan, IKubernetesObject of) where TStatus : class, ISlipwayStatus
    {
        Check(plan.Status, of);
        return plan;
    }

    public static void Check(ISlipwayStatus status, IKubernetesObject of)
    {
        var conditions = status.Conditions;
        conditions.Find("Ready").ShouldNotBeNull("Ready is always present");
        (conditions.IsTrue("Reconciling") && conditions.IsTrue("Stalled")).ShouldBeFalse("Reconciling and Stalled exclude each other");
        status.ObservedGeneration.ShouldBe(of.Metadata.Generation);
        // A condition of the kind's own may still speak of the last finished try; those of kstatus speak of now.
        conditions!.Where(condition => condition.Type is "Ready" or "Reconciling" or "Stalled")
            .ShouldAllBe(condition => condition.ObservedGeneration == of.Metadata.Generation);
        conditions!.Select(condition => condition.Type).ShouldBeUnique();
        foreach (var condition in conditions!)
        {
            condition.Message.ShouldNotBeNullOrWhiteSpace($"{condition.Type} says something");
            condition.Message!.ShouldNotContain('\n');
            condition.Reason!.ShouldMatch("^[A-Z][A-Za-z0-9]*$");
            condition.LastTransitionTime.ShouldNotBeNull();
        }

        conditions!.Where(condition => condition.Type is "Reconciling" or "Stalled").ShouldAllBe(condition => condition.Status == Condition.True);
    }
}
