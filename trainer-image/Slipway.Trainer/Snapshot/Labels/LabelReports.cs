using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Puts together what is known of the labels, and tells of sources that do not agree.</summary>
internal static class LabelReports
{
    // Below this, agreement is called fair at best (Landis and Koch 1977).
    private const double LowKappa = 0.4;
    private const int FewRows = 30;

    /// <returns>The report; null where there is nothing to say.</returns>
    public static LabelReport? Of(IReadOnlyList<LabelSource> sources, IReadOnlyList<LabelAgreement> agreement, WeakLabelReport? weak, FeedbackReport? feedback, WarningList warnings)
    {
        foreach (var pair in agreement.Where(pair => pair.Rows >= FewRows && pair.Kappa < LowKappa))
        {
            warnings.Add("label", string.Create(CultureInfo.InvariantCulture,
                $"Label sources '{pair.First}' and '{pair.Second}' agree on {pair.SamePercent:0.#} % of the {pair.Rows} keys that both labelled (kappa {pair.Kappa:0.##}, limit {LowKappa}). See whether they follow the same instructions."), pair.Rows);
        }

        if (sources.Count == 0 && weak is null && feedback is null) return null;
        return new LabelReport { Sources = sources.Count == 0 ? null : sources, Agreement = agreement.Count == 0 ? null : agreement, Feedback = feedback, Weak = weak };
    }
}
