using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Features;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>Looks for leaks: what takes no model before anything is learned, so that a run which is refused has cost little, the rest afterwards.</summary>
internal sealed class LeakageSearch
{
    private const int MostAblations = 3;
    private readonly LeakagePolicy policy;
    private readonly PowerSearch powers;
    private readonly IReadOnlyList<FeatureLayout> layout;
    private readonly GroupCheck? groups;
    private LeakageReport report;

    private LeakageSearch(LeakagePolicy policy, PowerSearch powers, IReadOnlyList<FeatureLayout> layout, GroupCheck? groups, LeakageReport report) =>
        (this.policy, this.powers, this.layout, this.groups, this.report) = (policy, powers, layout, groups, report);

    internal static LeakageSearch Begin(
        TrainSpec spec, TrainingData data, FeatureProgram program, FittedFeatures features, Target target, IReadOnlyList<FeatureLayout> layout, IReadOnlyList<FeatureSample> samples, CancellationToken cancellationToken)
    {
        var policy = spec.Evaluation.Leakage ?? new LeakagePolicy();
        var powers = new PowerSearch(target.Task, target.Classes.Count, layout, samples);
        var groups = spec.Evaluation.GroupHoldout is { } column ? new GroupCheck(data, column, spec.Seed) : null;
        var equal = new EqualRowsCounter(data, features, layout, program.ColumnsOfFeatures, samples.First(sample => sample.Split == Split.Train)).Count(cancellationToken);
        var times = FutureTimes.Count(data, program, cancellationToken);
        return new LeakageSearch(policy, powers, layout, groups, new LeakageReport
        {
            Measure = powers.Measure, Limit = policy.MaxPower, VerifiedOn = powers.VerifiedOn, Features = powers.Singles,
            EqualRows = equal.Count == 0 ? null : equal, FutureTimes = times.Count == 0 ? null : times, Groups = groups?.Count(cancellationToken),
        });
    }

    /// <summary>Ends the run when what was found so far is an error.</summary>
    /// <exception cref="StepException">There is a leak, and leaks are errors.</exception>
    internal void Refuse()
    {
        List<string> errors = [.. Findings().Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Message)];
        if (errors.Count > 0)
            throw StepException.Refused("Leakage", string.Join(" ", errors), "Correct the FeatureSet or the Dataset; or set evaluation.leakage.severity to Warn to see what the model is worth.");
    }

    /// <summary>What takes a model: pairs of the features that it uses most, and models without suspects or without groups.</summary>
    internal LeakageReport Complete(IReadOnlyList<FeatureShare> shares, Retraining retraining, CancellationToken cancellationToken)
    {
        var pairs = powers.Pairs([.. shares.Where(share => share.Share > 0).Select(share => share.Feature)]);
        report = report with { Pairs = pairs.Count == 0 ? null : pairs };
        // Features that were found, and groups that are in two splits, may be errors already; a pair is known only now.
        Refuse();
        if (policy.Ablation && layout.Count > 1)
        {
            var suspects = LeakageFindings.Suspects(report, policy).Take(MostAblations).Select(suspect => layout.First(feature => feature.Name == suspect.Feature)).ToList();
            report = report with { Ablations = suspects.Count == 0 ? null : [.. suspects.Select(feature => retraining.Without([feature], cancellationToken))] };
        }

        if (groups is not null && report.Groups is { Shared: > 0 } counted) report = report with { Groups = groups.HoldOut(counted, retraining, cancellationToken) };
        return report;
    }

    internal IEnumerable<Finding> Findings() => LeakageFindings.Of(report, policy).Concat(report.Groups is { Shared: > 0 } shared ? [LeakageFindings.OfGroups(shared, policy)] : []);
}
