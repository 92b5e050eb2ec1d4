using Slipway.Api.Datasets;
using Slipway.Contracts.Data;

namespace Slipway.Operator.Datasets;

/// <summary>The other datasets that a Dataset reads: those that its rows are made from, and those that its checks compare them with.</summary>
internal static class DatasetReads
{
    /// <summary>What the rows are made from, with the field that names it.</summary>
    public static IEnumerable<(string Field, string Name)> ForRows(DatasetSpec spec) =>
        (spec.Source.Sql is null ? [] : (spec.Source.Datasets ?? []).Index().Select(each => ($"spec.source.datasets[{each.Index}]", each.Item)))
        .Concat(spec.Source.PredictionLog?.Feedback.Dataset is { } feedback ? [("spec.source.predictionLog.feedback.dataset", feedback)] : []);

    /// <summary>What checks read, each once, with the first field that names it.</summary>
    public static IEnumerable<(string Field, string Name)> ForChecks(DatasetSpec spec) => (spec.Checks ?? []).Index()
        .SelectMany(check => CheckRules.Datasets(check.Item).Index().Select(each =>
            (check.Item.References is null ? $"spec.checks[{check.Index}].datasets[{each.Index}]" : $"spec.checks[{check.Index}].references.dataset", each.Item)))
        .DistinctBy(each => each.Item2);

    /// <summary>Columns of another dataset that are read for certain; which ones SQL reads, the step alone finds out, and it sees no others than it may.</summary>
    public static IEnumerable<string> KnownColumns(DatasetSpec spec, string name) =>
        (spec.Checks ?? []).Where(check => check.References?.Dataset == name).SelectMany(check => check.References!.Keys.Values);

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Of(DatasetSpec spec) => ForRows(spec).Concat(ForChecks(spec)).Select(each => each.Name).Distinct(StringComparer.Ordinal);
}
