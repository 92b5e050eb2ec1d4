using Slipway.Contracts.Features;
using Slipway.OnnxRuntime;
using Slipway.Server.Metrics;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Counts what a request's rows are to the expectations of the features, and finds what the request is to be refused for.</summary>
internal static class FeatureExpectations
{
    /// <returns>The first broken expectation that rejects, in words; null when there is none.</returns>
    public static string? Count(IReadOnlyList<FeatureCheck> checks, OrtTensor counts, int rows, CounterSeries[] series)
    {
        var counted = counts.AsSpan<long>();
        string? refusal = null;
        for (var i = 0; i < counted.Length; i++)
        {
            if (counted[i] == 0) continue;
            var check = checks[i];
            var broken = check.IsBroken(counted[i], rows);
            if (broken || check.Expectation is null) series[i].Add(counted[i]);
            if (broken && check.OnViolation == ViolationAction.Reject) refusal ??= Describe(check, counted[i], rows);
        }

        return refusal;
    }

    private static string Describe(FeatureCheck check, long counted, int rows) =>
        $"feature \"{check.Feature}\" breaks its expectation \"{check.Expectation}\" ({check.Rule}) in {counted} of {rows} row{(rows == 1 ? "" : "s")}; correct the values that it is computed from";
}
