using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>The steps of a canary, with the default for rollouts that name none.</summary>
internal static class CanarySteps
{
    private static readonly IReadOnlyList<CanaryStep> Default =
        [new() { SetWeight = 10 }, new() { SetWeight = 50 }, new() { SetWeight = 100 }];

    public static IReadOnlyList<CanaryStep> Of(RolloutSpec spec) => spec.Strategy.Canary.Steps ?? Default;
}
