using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.FeatureReports;
using Slipway.Storage;
using Slipway.Trainer.FeatureReports.Page;

namespace Slipway.Trainer.FeatureReports;

/// <summary>Writes the report on the features beside the model, for programs and for people.</summary>
internal static class FeatureReportWriter
{
    private const int MostLines = 20;

    internal static async Task<FeatureSummary> WriteAsync(IObjectStore store, ObjectUri output, FeatureReport report, CancellationToken cancellationToken)
    {
        var uri = output.Append("feature-report.json");
        var json = JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.FeatureReport);
        await store.PutAsync(uri, json, cancellationToken);
        await store.PutAsync(output.Append(FeaturePage.FileName), FeaturePage.Write(report), cancellationToken);
        var byName = report.Cost!.Features.ToDictionary(feature => feature.Feature, feature => feature.GainShare, StringComparer.Ordinal);
        return new FeatureSummary
        {
            Uri = uri.ToString(),
            Digest = Digest.Of(json),
            Findings = report.Findings?.Count ?? 0,
            Features = [.. report.Features.OrderByDescending(feature => byName.GetValueOrDefault(feature.Name)).ThenBy(feature => feature.Name, StringComparer.Ordinal).Take(MostLines).Select(feature => new FeatureLine
            {
                Name = feature.Name,
                Coverage = Math.Round(100.0 * feature.Splits.Sum(split => split.Rows - split.Missing) / Math.Max(1, feature.Splits.Sum(split => split.Rows)), 2),
                Share = byName.TryGetValue(feature.Name, out var share) ? Math.Round(share, 4) : null,
                Drift = feature.Drift is { } drift ? Math.Round(drift.Value, 4) : null,
                Stability = feature.Stability is { } stability ? Math.Round(stability, 4) : null,
            })],
        };
    }
}
