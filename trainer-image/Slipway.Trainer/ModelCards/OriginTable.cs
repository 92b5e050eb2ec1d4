using System.Globalization;
using System.Xml.Linq;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Pages;

namespace Slipway.Trainer.ModelCards;

/// <summary>Everything that it was made from, by digest.</summary>
internal static class OriginTable
{
    internal static XElement Of(TrainSpec spec, EvaluationReport report, IReadOnlyDictionary<string, string> engines)
    {
        (string Name, string? Value)[] facts =
        [
            ("Run", $"{spec.Run} of TrainingJob {spec.TrainingJob}"),
            ("Dataset", $"{spec.Dataset.Name} {spec.Dataset.Digest}"),
            .. (spec.JoinedDatasets ?? []).Select(joined => ("Joined with", (string?)$"{joined.Name} {joined.Digest}")),
            .. (spec.EvaluationSets ?? []).Select(set => ("Measured on", (string?)$"{set.Pin.Name} {set.Pin.Digest}")),
            ("Features", spec.FeatureSet is null ? null : $"{spec.FeatureSet} {spec.FeatureDigest}"),
            .. (spec.Upstream ?? []).Select(upstream => ("Reads predictions of", (string?)$"{upstream.Model} {upstream.Version}")),
            ("Configuration", spec.ConfigurationDigest),
            ("Hyperparameters", spec.Hyperparameters is { Count: > 0 } set ? string.Join(", ", set.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")) : "XGBoost's defaults"),
            ("Seed", spec.Seed.ToString(CultureInfo.InvariantCulture)),
            ("Image", spec.Image),
            ("Engines", string.Join(", ", engines.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"))),
            ("Left out", report.ExcludedWindows is { Count: > 0 } windows ? $"{windows.Sum(window => window.Rows)} rows in {windows.Count} periods" : null),
            ("File against learner", report.Parity is { } parity ? string.Create(CultureInfo.InvariantCulture, $"{parity.Rows:N0} rows compared, largest difference {parity.MaxDifference:g2}") : null),
        ];
        return Markup.Section("Where it comes from", Markup.Table(["", ""], facts.Where(fact => fact.Value is not null).Select(fact => Markup.Row(fact.Name, fact.Value))));
    }
}
