namespace Slipway.Contracts.Training;

/// <summary>Names of the metrics that say how far the values of a slice's column lie apart, such as <c>recall_difference</c>.</summary>
/// <remarks>
/// The words are Fairlearn's. Of binary models the difference of <c>selection_rate</c> is the demographic parity difference, that of <c>recall</c> the equal opportunity
/// difference, and the larger one of <c>recall</c> and <c>false_positive_rate</c> the equalized odds difference.
/// </remarks>
public static class SliceDifference
{
    private const string Suffix = "_difference";

    // Metrics of counterfactual sets, which compare the rows of a pair.
    private const string OfPairs = "pair_";

    /// <summary>The difference of a metric.</summary>
    public static string Of(string metric) => metric + Suffix;

    /// <summary>Whether a metric is such a difference.</summary>
    public static bool Is(string metric) => metric.EndsWith(Suffix, StringComparison.Ordinal) && !metric.StartsWith(OfPairs, StringComparison.Ordinal);
}
