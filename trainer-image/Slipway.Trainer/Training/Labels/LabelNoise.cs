using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Reports the labels of the train split that are probably wrong.</summary>
internal static class LabelNoise
{
    internal static LabelNoiseReport Inspect(
        LabelNoisePolicy policy, TrainingData data, Target target, IReadOnlyList<DenseBatch> batches, int columns, Func<IReadOnlyList<DenseBatch>, TrainedBooster> learn, int threads,
        CancellationToken cancellationToken)
    {
        var (scores, outputs) = OutOfFold.Predict(batches, columns, policy.Folds, learn, threads, cancellationToken);
        var probabilities = new Probabilities(scores, outputs);
        int[] labels = [.. Matrices.Labels(batches).Select(label => (int)label)];
        var thresholds = ConfidentLearning.Thresholds(probabilities, labels);
        var found = ConfidentLearning.Find(probabilities, labels, thresholds);
        var listed = found.Take(policy.Rows).ToList();
        var keys = RowKeys.Read(data, TrainingData.Table(Split.Train), [.. listed.Select(each => (long)each.Row + 1)], cancellationToken);
        return new LabelNoiseReport
        {
            Rows = labels.Length,
            Suspicious = found.Count,
            SuspiciousPercent = Percent(found.Count, labels.Length),
            Thresholds = [.. target.Classes.Zip(thresholds, (name, value) => new ClassThreshold(name, Math.Round(value, 6)))],
            Pairs =
            [
                .. found.GroupBy(each => (each.Given, each.Suggested)).OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key)
                    .Select(pair => new LabelConfusion(target.Classes[pair.Key.Given], target.Classes[pair.Key.Suggested], pair.Count(), Percent(pair.Count(), labels.Count(label => label == pair.Key.Given)))),
            ],
            Examples =
            [
                .. listed.Select(each => new SuspiciousLabel(
                    each.Row + 1, keys.GetValueOrDefault(each.Row + 1), target.Classes[each.Given], target.Classes[each.Suggested], Math.Round(each.GivenProbability, 6), Math.Round(each.SuggestedProbability, 6))),
            ],
        };
    }

    internal static string? Warning(LabelNoisePolicy policy, LabelNoiseReport report, string label) => report.SuspiciousPercent <= policy.MaxPercent ? null : string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{report.Suspicious} of {report.Rows} labels '{label}' of the train split are probably wrong ({report.SuspiciousPercent:0.##} %, limit {policy.MaxPercent:0.##} %), most of them '{report.Pairs[0].Given}' that look like '{report.Pairs[0].Suggested}': see labelNoise in evaluation.json.");

    private static double Percent(long part, long whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 3);
}
