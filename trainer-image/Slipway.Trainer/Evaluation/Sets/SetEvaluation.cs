using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Storage;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Evaluation.Sets;

/// <summary>Measures the exported model on the sets that were held back from training.</summary>
/// <remarks>Guarantees: nothing of a set reaches the learner, the statistics of features or the choice of the threshold; sets are opened after all three are done.</remarks>
internal sealed class SetEvaluation(
    TrainSpec spec, TrainingData data, FeatureProgram program, IReadOnlyList<JoinedDataset> joined, Target target, GraphScorer scorer, float threshold, string scratchFolder)
{
    private static readonly TimeSpan BacktestWindow = TimeSpan.FromDays(7);

    private readonly Evaluator evaluator = new(target, threshold, LabelCosts.Of(spec.Evaluation.Threshold));
    private readonly List<string> warnings = [];

    internal SetResults Run(IReadOnlyList<OpenedSet> sets, CancellationToken cancellationToken)
    {
        var (reports, references, files) = (new List<SetReport>(), new List<ReferenceResults>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (index, set) in sets.Index())
        {
            if (set.IsExpired) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Evaluation set '{set.Name}' expired at {set.Pinned.ExpiresAt:u}: look through it and set spec.expiresAt of the Dataset anew."));
            var role = set.Dataset.Manifest.Role;
            var window = set.Pinned.Set.Window?.Value ?? (role == DatasetRole.Backtest ? BacktestWindow : null);
            var table = SetTable.Create(data, index, set, program, joined, window is not null, cancellationToken);
            var rows = SetRows.Read(data, table, set, target, scorer, window is not null, cancellationToken);
            reports.Add(Report(set, rows, window, cancellationToken));
            var name = $"sets/{set.Name}.parquet";
            files[name] = ReferenceFile.Write(data, rows, target, threshold, Path.Combine(scratchFolder, "sets", $"{set.Name}.parquet"), cancellationToken);
            references.Add(new ReferenceResults
            {
                Dataset = set.Name, Digest = set.Pinned.Pin.Digest, Version = spec.Version, Uri = ObjectUri.Parse(spec.Output).Append(name).ToString(),
                Sha256 = Digest.Of(File.ReadAllBytes(files[name])), EvaluationUri = ObjectUri.Parse(spec.Output).Append("evaluation.json").ToString(),
            });
        }

        return new SetResults(reports, references, files, warnings, sets);
    }

    private SetReport Report(OpenedSet set, SetRows rows, TimeSpan? window, CancellationToken cancellationToken)
    {
        var labelled = Enumerable.Range(0, rows.Count).Where(row => !double.IsNaN(rows.Labels[row])).ToList();
        List<MetricValue> metrics = labelled.Count == 0 ? [] : [.. evaluator.MeasureAll(rows.Select(labelled))];
        if (window is { } length) metrics.AddRange(Windows(rows, labelled, length));
        var reference = Compare(set, rows, cancellationToken);
        var pairs = set.Pinned.Set.PairBy is null ? null : SetComparisons.WithinPairs(rows, target, threshold);
        if (reference is not null) metrics.AddRange(Metrics(reference));
        if (pairs is not null) metrics.AddRange(Metrics(pairs));
        return new SetReport
        {
            Dataset = set.Name, Digest = set.Pinned.Pin.Digest, Role = set.Dataset.Manifest.Role, Rows = rows.Count, Labelled = labelled.Count,
            Metrics = [.. metrics.Select(metric => metric with { Dataset = set.Name })], Reference = reference, Pairs = pairs,
        };
    }

    // Counted from the epoch, so that windows are the same for every version of a set.
    private IEnumerable<MetricValue> Windows(SetRows rows, List<int> labelled, TimeSpan length) => labelled
        .Where(row => !double.IsNaN(rows.Times[row]))
        .GroupBy(row => Math.Floor(rows.Times[row] / length.TotalSeconds)).OrderBy(part => part.Key)
        .SelectMany(part => evaluator.MeasureAll(rows.Select([.. part])).Select(metric => metric with
        {
            Slice = string.Create(CultureInfo.InvariantCulture, $"window={DateTimeOffset.UnixEpoch.AddSeconds(part.Key * length.TotalSeconds).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
        }));

    private ReferenceComparison? Compare(OpenedSet set, SetRows rows, CancellationToken cancellationToken)
    {
        if (set.Lost is { } lost) warnings.Add($"The results of {set.Pinned.Reference!.Version} on evaluation set '{set.Name}' cannot be read, so that nothing is compared with them: {lost}");
        if (set.Reference is not { } path) return null;
        var (decisions, scores) = ReferenceFile.Read(data, path, cancellationToken);
        if (scores.Count == rows.Count && (scores.Count == 0 || scores[0].Length == rows.Outputs)) return SetComparisons.WithReference(set.Pinned.Reference!.Version, rows, target, threshold, decisions, scores);
        warnings.Add($"The results of {set.Pinned.Reference!.Version} on evaluation set '{set.Name}' have another form, such as other classes, so that nothing is compared with them.");
        return null;
    }

    private static IEnumerable<MetricValue> Metrics(ReferenceComparison comparison)
    {
        if (comparison.ChangedDecisions is { } changed) yield return Metric(MetricNames.ChangedDecisions, comparison.Rows == 0 ? 0 : (double)changed / comparison.Rows, comparison.Rows);
        yield return Metric(MetricNames.LargestChange, comparison.LargestChange, comparison.Rows);
        yield return Metric(MetricNames.MeanChange, comparison.MeanChange, comparison.Rows);
    }

    // Without a single pair nothing is known, which passes no gate.
    private static IEnumerable<MetricValue> Metrics(PairComparison pairs)
    {
        if (pairs.ChangedDecisions is { } changed) yield return Metric(MetricNames.PairChangedDecisions, pairs.Pairs == 0 ? null : (double)changed / pairs.Pairs, pairs.Pairs);
        yield return Metric(MetricNames.PairLargestDifference, pairs.Pairs == 0 ? null : pairs.LargestDifference, pairs.Pairs);
        yield return Metric(MetricNames.PairMeanDifference, pairs.Pairs == 0 ? null : pairs.MeanDifference, pairs.Pairs);
    }

    private static MetricValue Metric(string name, double? value, long n) => new() { Metric = name, Value = value is { } number && double.IsFinite(number) ? number : null, N = n };
}
