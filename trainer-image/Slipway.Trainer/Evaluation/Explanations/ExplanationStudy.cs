using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;
using Slipway.XGBoost.Model.Shap;

namespace Slipway.Trainer.Evaluation.Explanations;

/// <summary>Says what each feature adds to the model's predictions on the test split, over all and for single rows.</summary>
internal sealed class ExplanationStudy(RunContext run, PreparedData prepared, TrainedBooster trained)
{
    // About a second on two cores.
    private const double MostWork = 2e8;
    private const int ComparedRows = 50;
    private const double Tolerance = 1e-4;
    private const int MostContributions = 10;
    private const int MostDependences = 20;

    /// <param name="policy">How many rows.</param>
    /// <param name="test">The test split as the exported file scores it.</param>
    /// <param name="own">The same as predictions.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal ExplanationReport Explain(ExplanationPolicy policy, ScoredRows test, Predictions own, CancellationToken cancellationToken)
    {
        var explainer = TreeExplainer.Read(trained.Booster.SaveModel(), trained.Rounds);
        var wanted = (int)Math.Clamp(MostWork / Math.Max(1, explainer.WorkPerRow), 1, policy.Rows);
        var rows = ExplainedRows.Read(prepared, Split.Test, wanted, explainer, run.Threads, cancellationToken);
        var parity = Compare(rows, explainer);
        if (parity.MaxDifference > Tolerance) run.Warn(FormattableString.Invariant($"Contributions differ from XGBoost's own by {parity.MaxDifference:g2} of the margins' scale on {parity.Rows} rows: explanations of this model are not exact."));
        var values = new FeatureValues(prepared.Features.OutputColumns);
        return new ExplanationReport
        {
            Split = Split.Test, Rows = rows.Count, BaseValues = explainer.BaseValues, Outputs = explainer.Outputs > 1 ? prepared.Target.Classes : null,
            Features = Global(rows, explainer.Outputs, values), Samples = policy.Samples == 0 ? null : Samples(policy.Samples, rows, explainer, values, test, own, cancellationToken), Parity = parity,
        };
    }

    private static IReadOnlyList<FeatureExplanation> Global(ExplainedRows rows, int outputs, FeatureValues values)
    {
        var means = rows.Layout.Select((_, feature) => Enumerable.Range(0, rows.Count).Average(row => Enumerable.Range(0, outputs).Average(output => Math.Abs(rows.Of(row, output, feature))))).ToList();
        var sum = means.Sum();
        return
        [
            .. means.Index().OrderByDescending(each => each.Item).Select((each, rank) => new FeatureExplanation
            {
                Feature = rows.Layout[each.Index].Name, MeanAbsolute = each.Item, Share = sum > 0 ? each.Item / sum : 0,
                Dependence = rows.Layout[each.Index].IsPersonal || rank >= MostDependences || each.Item == 0 ? null : Dependence.Of(rows, each.Index, outputs, values),
            }),
        ];
    }

    private List<ExplainedPrediction> Samples(int wanted, ExplainedRows rows, TreeExplainer explainer, FeatureValues values, ScoredRows test, Predictions own, CancellationToken cancellationToken)
    {
        List<int> chosen = [.. Enumerable.Range(0, Math.Min(wanted, rows.Count)).Select(at => (int)((long)at * rows.Count / Math.Min(wanted, rows.Count)))];
        var keys = RowKeys.Read(prepared.Data, prepared.Target.Source(Split.Test), [.. chosen.Select(row => rows.Places[row])], cancellationToken);
        return chosen.ConvertAll(row =>
        {
            var place = (int)rows.Places[row] - 1;
            var (target, decision) = (prepared.Target, own.Decision(place));
            // Of several outputs the one that was decided for; of a binary task the positive class, whatever was decided.
            var explained = explainer.Outputs > 1 ? target.Classes.Index().First(each => each.Item == decision).Index : 0;
            var output = explainer.Outputs > 1 ? decision : target.Classes.Count == 2 ? target.Classes[^1] : null;
            List<FeatureContribution> all =
            [
                .. rows.Layout.Select((feature, index) => new FeatureContribution(feature.Name, feature.IsPersonal ? RowKeys.Hidden : values.Of(feature, rows.Row(row)), rows.Of(row, explained, index)))
                    .OrderByDescending(each => Math.Abs(each.Contribution)),
            ];
            var listed = all.Take(MostContributions).Where(each => each.Contribution != 0).ToList();
            return new ExplainedPrediction
            {
                Row = rows.Places[row], Key = keys.GetValueOrDefault(rows.Places[row]),
                Label = target.Classes.Count == 0 ? FeatureValues.Written(test.Labels[place]) : target.Classes[(int)test.Labels[place]],
                Predicted = decision ?? FeatureValues.Written(own.Of(place, null)), Prediction = own.Of(place, output), Output = output,
                BaseValue = explainer.BaseValues[explained], Margin = explainer.BaseValues[explained] + all.Sum(each => each.Contribution),
                Contributions = listed, Rest = all.Sum(each => each.Contribution) - listed.Sum(each => each.Contribution),
            };
        });
    }

    // By column, on a few rows: the learner's own values are the second opinion.
    private ExplanationParity Compare(ExplainedRows rows, TreeExplainer explainer)
    {
        var compared = Math.Min(ComparedRows, rows.Count);
        using var matrix = DMatrix.FromDense(rows.Values.AsSpan(0, compared * explainer.Columns), explainer.Columns, run.Threads);
        var learned = trained.Booster.Contributions(matrix, trained.Rounds);
        double largest = 0, scale = 1;
        for (var row = 0; row < compared; row++)
        {
            var found = explainer.Explain(rows.Row(row));
            for (var output = 0; output < explainer.Outputs; output++)
            {
                var theirs = learned.Values.AsSpan(((row * learned.Outputs) + output) * learned.Columns, learned.Columns);
                double margin = theirs[^1];
                for (var column = 0; column < explainer.Columns; column++)
                {
                    margin += theirs[column];
                    largest = Math.Max(largest, Math.Abs(found[(output * explainer.Columns) + column] - theirs[column]));
                }

                scale = Math.Max(scale, Math.Abs(margin));
            }
        }

        return new ExplanationParity(compared, largest / scale);
    }
}
