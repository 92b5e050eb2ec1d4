using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.FeatureReports.Cost;
using Slipway.Trainer.FeatureReports.Leakage;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.FeatureReports;

/// <summary>Looks at the features of a run: what they hold, how they moved, whether they know the label, and what they are worth.</summary>
/// <remarks>The cost is bounded: two passes over each split, to count missing values and equal rows, and a sample of each split for all else. Models are trained again only when that was asked for.</remarks>
internal sealed class FeatureStudy
{
    private readonly TrainSpec spec;
    private readonly PreviousReport previous;
    private readonly FittedFeatures features;
    private readonly IReadOnlyList<FeatureLayout> layout;
    private readonly IReadOnlyList<FeatureSample> samples;
    private readonly CoverageCounts coverage;
    private readonly IReadOnlyList<Finding> losses;
    private readonly LeakageSearch leakage;

    private FeatureStudy(
        TrainSpec spec, PreviousReport previous, FittedFeatures features, IReadOnlyList<FeatureLayout> layout, IReadOnlyList<FeatureSample> samples, CoverageCounts coverage, IReadOnlyList<Finding> losses, LeakageSearch leakage)
    {
        this.spec = spec;
        this.previous = previous;
        this.features = features;
        this.layout = layout;
        this.samples = samples;
        this.coverage = coverage;
        this.losses = losses;
        this.leakage = leakage;
    }

    /// <summary>What can be seen before anything is learned.</summary>
    /// <exception cref="StepException">There is a leak, and leaks are errors.</exception>
    internal static FeatureStudy Begin(
        TrainSpec spec, TrainingData data, FeatureProgram program, FittedFeatures features, Target target, IReadOnlyList<SliceColumn> slices, PreviousReport previous, CancellationToken cancellationToken)
    {
        var coverage = new FeatureCoverageCounter(data, features, WithPolicy(slices, spec.MissingData, data.Manifest)).Count(cancellationToken);
        List<Finding> losses = spec.MissingData is { } policy ? [.. new MissingDataCheck(policy, data.Manifest, program.ReadColumns, coverage).Findings()] : [];
        if (losses.Any(loss => loss.Severity == Severity.Error))
            throw StepException.Refused("MissingDataPolicy", string.Join(" ", losses.Where(loss => loss.Severity == Severity.Error).Select(loss => loss.Message)), "Mend the data, or change missingData of the TrainingJob if this is tolerable.");
        var layout = FeatureLayout.Of(features, program);
        List<FeatureSample> samples = [.. Enum.GetValues<Split>().Where(data.Has).Select(split => FeatureSample.Read(data, split, features, target, cancellationToken))];
        var leakage = LeakageSearch.Begin(spec, data, program, features, target, layout, samples, cancellationToken);
        leakage.Refuse();
        return new FeatureStudy(spec, previous, features, layout, samples, coverage, losses, leakage);
    }

    /// <summary>What a trained model adds, and the report of all.</summary>
    /// <exception cref="StepException">There is a leak, and leaks are errors.</exception>
    internal FeatureReport Complete(
        string featureDigest, IReadOnlyList<FeatureShare> shares, TrainedBooster trained, XGBoostModel model, FeaturePrices prices, Retraining retraining, CancellationToken cancellationToken)
    {
        var statistics = layout.ToDictionary(feature => feature.Name, feature => samples.Select(sample => new SplitStatistics(sample.Split, Statistics(feature, sample))).ToList());
        var drift = previous.Report is { } before ? DriftComparison.Compare(before, featureDigest, [.. statistics.Values.Select(each => each[0].Values)]) : null;
        var history = DriftComparison.History(drift, previous.Report, spec.Version);
        var found = leakage.Complete(shares, retraining, cancellationToken);
        var contributions = MeanContributions.Of(trained.Booster, trained.Rounds, model, layout, samples.FirstOrDefault(sample => sample.Split == retraining.Split) ?? samples[0]);
        var cost = new CostStudy(spec.Evaluation.FeatureCost, layout, prices).Run(shares, contributions, retraining, cancellationToken);
        List<Finding> findings = [.. losses, .. leakage.Findings(), .. CoverageFindings.Of(coverage), .. drift is null ? [] : DriftComparison.Findings(drift), .. CostFindings.Of(cost)];
        return new FeatureReport
        {
            Model = spec.Model,
            Version = spec.Version,
            DatasetDigest = spec.Dataset.Digest,
            FeatureDigest = featureDigest,
            Rows = [.. samples.Select(sample => new SplitRows(sample.Split, sample.Rows, sample.Count))],
            Features = [.. layout.Select(feature => Facts(feature, statistics[feature.Name], drift, history))],
            Periods = coverage.OverTime(),
            Drift = drift,
            History = history,
            Leakage = found,
            Cost = cost,
            Findings = findings.Count == 0 ? null : findings,
        };
    }

    // A slice that the policy names is counted, also when nothing else declares it.
    private static IReadOnlyList<SliceColumn> WithPolicy(IReadOnlyList<SliceColumn> slices, MissingDataPolicy? policy, DatasetManifest manifest)
    {
        var named = (policy?.Slices ?? []).Select(slice => slice.Slice.Split('=', 2)).GroupBy(parts => parts[0], parts => parts[1], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        return
        [
            .. slices.Select(slice => named.Remove(slice.Name, out var more) && slice.Values is { } values ? slice with { Values = [.. values.Union(more)] } : slice),
            .. named.Select(slice => manifest.Columns.Any(column => column.Name == slice.Key)
                ? new SliceColumn(slice.Key, slice.Key, slice.Value)
                : throw StepException.Invalid("UnknownSliceColumn", $"missingData.slices names column '{slice.Key}', which dataset '{manifest.Name}' does not have.", $"Its columns are {string.Join(", ", manifest.Columns.Select(column => column.Name))}.")),
        ];
    }

    // Percentiles are for later comparisons, which are of the train split alone.
    private ColumnStatistics Statistics(FeatureLayout feature, FeatureSample sample)
    {
        var statistics = SampleStatistics.Of(feature, sample, features.OutputColumns);
        return sample.Split == Split.Train ? statistics : statistics with { Percentiles = null };
    }

    private FeatureFacts Facts(FeatureLayout feature, IReadOnlyList<SplitStatistics> statistics, FeatureDrift? drift, IReadOnlyList<VersionDrift>? history)
    {
        var counted = coverage.Features.Index().First(each => each.Item == feature.Name).Index;
        var moved = drift?.Values.FirstOrDefault(value => value.Column == feature.Name);
        return new FeatureFacts
        {
            Name = feature.Name,
            Splits = coverage.SplitsOf(counted),
            Slices = coverage.SlicesOf(counted),
            Statistics = statistics,
            Drift = moved is null ? null : new DriftValue(moved.Check, moved.Value),
            Stability = DriftComparison.Stability(history, feature.Name),
        };
    }
}
