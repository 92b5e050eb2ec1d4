using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Whether the data is whole enough for the model: how much is missing or lost, in which slices, and whether losses follow the label. Pure.</summary>
internal sealed class MissingDataCheck(MissingDataPolicy policy, DatasetManifest manifest, IReadOnlyList<string> readColumns, CoverageCounts coverage)
{
    private const string Check = "missingData";

    internal IEnumerable<Finding> Findings() => [.. All(), .. Slices(), .. policy.Bias is { } bias ? Biased(bias) : []];

    private IEnumerable<Finding> All()
    {
        if (policy.MaxMissingPercent is { } missing && WorstMissing(null, missing) is { } worst) yield return worst;
        if (policy.MaxLostRowsPercent is { } lost && manifest.Rows.Read > 0 && 100.0 * manifest.Rows.Rejected / manifest.Rows.Read is var percent && percent > lost)
            yield return Lost(null, manifest.Rows.Rejected, manifest.Rows.Read, percent, lost);
    }

    private IEnumerable<Finding> Slices()
    {
        var losses = LostRows.Of(manifest).SelectMany(slice => slice).ToDictionary(loss => loss.Slice, StringComparer.Ordinal);
        foreach (var slice in policy.Slices ?? [])
        {
            if (slice.MaxMissingPercent is { } missing && WorstMissing(slice.Slice, missing) is { } worst) yield return worst;
            if (slice.MaxLostRowsPercent is not { } lost) continue;
            if (!losses.TryGetValue(slice.Slice, out var loss))
                yield return Error(slice.Slice, $"How many rows of {slice.Slice} were lost is not known, because the Dataset does not declare the slice: add it to spec.slices of the Dataset, or remove its maxLostRowsPercent.");
            else if (loss.Percent > lost) yield return Lost(slice.Slice, loss.Lost, loss.Rows, loss.Percent, lost);
        }
    }

    private Finding? WorstMissing(string? slice, double limit)
    {
        var counted = slice is null ? CountedRows.Sum(coverage.Splits.Select(split => split.Counted)) : coverage.Slices.FirstOrDefault(each => each.Slice == slice).Counted;
        var where = slice is null ? "all rows" : $"the rows of {slice}";
        if (counted is null or { Rows: 0 }) return Error(slice, $"There are no rows of {slice}, so all of it is missing: see where they went, or remove the slice from missingData.slices.");
        var (index, missing) = counted.Missing.Index().MaxBy(each => each.Item);
        var percent = 100.0 * missing / counted.Rows;
        return percent <= limit ? null : Error(slice, string.Create(CultureInfo.InvariantCulture,
            $"Feature '{coverage.Features[index]}' has no value in {percent:0.##} % of {where} ({missing} of {counted.Rows}; limit {limit} %): mend its source, leave out the period by excludedWindows, or raise maxMissingPercent.")) with { Column = coverage.Features[index], Value = percent, Limit = limit, Rows = missing };
    }

    private static Finding Lost(string? slice, long lost, long rows, double percent, double limit) => Error(slice, string.Create(CultureInfo.InvariantCulture,
        $"{percent:0.##} % of {(slice is null ? "the rows read" : $"the rows of {slice}")} were rejected by the snapshot ({lost} of {rows}; limit {limit} %): see the quarantine of the Dataset, or raise maxLostRowsPercent.")) with { Value = percent, Limit = limit, Rows = lost };

    private IEnumerable<Finding> Biased(LossBias bias)
    {
        foreach (var missing in (manifest.Missingness ?? []).Where(each => each.Hint == MissingHint.DependsOnValue && each.CramersV >= bias.MaxEffect && readColumns.Contains(each.Column)))
            yield return Of(bias.Severity, null, string.Create(CultureInfo.InvariantCulture,
                $"Column '{missing.Column}' is missing in {missing.Most.Percent:0.##} % of the rows with {missing.By}={missing.Most.Value} and in {missing.Least.Percent:0.##} % of those with {missing.By}={missing.Least.Value} (Cramer's V {missing.CramersV:0.###}, limit {bias.MaxEffect}): a model learns the loss. Mend the source, or leave out what reads it."))
                with { Column = missing.Column, Value = missing.CramersV, Limit = bias.MaxEffect };
        foreach (var slice in LostRows.Of(manifest))
        {
            List<LostRows> values = [.. slice];
            if (values.Count < 2 || LostRows.Effect(values) is var effect && (effect == 0 || effect < bias.MaxEffect)) continue;
            var (least, most) = (values.MinBy(value => value.Percent)!, values.MaxBy(value => value.Percent)!);
            yield return Of(bias.Severity, most.Slice, string.Create(CultureInfo.InvariantCulture,
                $"The snapshot rejected {most.Percent:0.##} % of the rows of {most.Slice} and {least.Percent:0.##} % of {least.Slice} (Cramer's V {effect:0.###}, limit {bias.MaxEffect}): the model sees too few of them. See the quarantine of the Dataset."))
                with { Value = effect, Limit = bias.MaxEffect };
        }
    }

    private static Finding Error(string? slice, string message) => Of(Severity.Error, slice, message);

    private static Finding Of(Severity severity, string? slice, string message) => new() { Check = Check, Severity = severity, Slice = slice, Message = message };
}
