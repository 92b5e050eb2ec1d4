using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Backfill;

/// <summary>The `backfill` command: features of a period of the past, and how they are covered.</summary>
internal static class BackfillStep
{
    internal const string Name = "backfill";

    internal static readonly IStep Step = new Step<BackfillSpec>(Name, ContractsJson.Default.BackfillSpec, spec => spec.Output, RunAsync);

    private static async Task<StepResult> RunAsync(BackfillSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        var dataset = await DatasetVerifier.OpenAsync(spec.Dataset, context, cancellationToken, evaluated: false);
        var joined = await JoinedDataset.OpenAsync(spec.Joins, spec.JoinedDatasets, dataset, spec.Namespace, context, cancellationToken);
        var (report, path) = await Task.Run(() => new BackfillRun(spec, context, dataset, joined).Execute(cancellationToken), cancellationToken);
        Require(spec, report);
        var output = ObjectUri.Parse(spec.Output);
        await context.Store.PutFileAsync(output.Append("features.parquet"), path, cancellationToken);
        await context.Store.PutAsync(output.Append("backfill.json"), JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.BackfillReport), cancellationToken);
        context.Progress.Report($"computed {report.Features.Count} features over {report.Rows} rows");
        return new StepResult
        {
            Step = Name, Outcome = StepOutcome.Succeeded,
            Backfill = new BackfillResult
            {
                ReportUri = output.Append("backfill.json").ToString(), FeaturesUri = output.Append("features.parquet").ToString(), Rows = report.Rows, Features = report.Features,
                Seconds = Math.Round(context.Clock.GetElapsedTime(start).TotalSeconds, 3),
            },
        };
    }

    private static void Require(BackfillSpec spec, BackfillReport report)
    {
        var poor = report.Features.Where(feature => feature.CoveragePercent < spec.MinCoveragePercent).ToList();
        if (poor.Count == 0) return;
        var named = string.Join(", ", poor.Take(5).Select(feature => FormattableString.Invariant($"'{feature.Feature}' {feature.CoveragePercent:0.##} %{(feature.First is { } first ? $" (first value {first.UtcDateTime:yyyy-MM-dd})" : "")}")));
        throw StepException.Refused(
            "BackfillCoverage", FormattableString.Invariant($"{poor.Count} of {report.Features.Count} features have a value in less than {spec.MinCoveragePercent:0.##} % of {report.Rows} rows: {named}."),
            "Begin the range where the features do, mend the data or the expression, or lower spec.backfill.minCoveragePercent.");
    }
}
