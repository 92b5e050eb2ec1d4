using Slipway.Contracts.Training;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Chooses the unlabelled rows whose prediction is taken for a label. Pure.</summary>
internal static class PseudoLabels
{
    /// <param name="policy">When.</param>
    /// <param name="probabilities">Predictions of the unlabelled rows.</param>
    /// <param name="shares">Share of each class among the labelled rows.</param>
    /// <returns>The rows in order, with class and probability.</returns>
    internal static IReadOnlyList<PseudoLabel> Choose(SelfTraining policy, Probabilities probabilities, IReadOnlyList<double> shares)
    {
        var sure = Enumerable.Range(0, probabilities.Rows)
            .Select(row => new PseudoLabel(row, probabilities.Best(row), probabilities.Of(row, probabilities.Best(row))))
            .Where(each => each.Confidence >= policy.MinConfidence).ToList();
        if (!policy.Balance) return sure;

        // As many rows as leave every class its share; a class that the model is never sure of lets nothing in.
        var counts = sure.CountBy(each => each.Class).ToDictionary();
        var total = shares.Index().Where(share => share.Item > 0).Min(share => counts.GetValueOrDefault(share.Index) / share.Item);
        return
        [
            .. sure.GroupBy(each => each.Class)
                .SelectMany(rows => rows.OrderByDescending(each => each.Confidence).ThenBy(each => each.Row).Take((int)Math.Floor((total * shares[rows.Key]) + 1e-9)))
                .OrderBy(each => each.Row),
        ];
    }
}

/// <summary>A label that a model gave.</summary>
/// <param name="Row">The row among the unlabelled ones, from 0.</param>
/// <param name="Class">Its class.</param>
/// <param name="Confidence">Probability of the class.</param>
internal sealed record PseudoLabel(int Row, int Class, double Confidence);
