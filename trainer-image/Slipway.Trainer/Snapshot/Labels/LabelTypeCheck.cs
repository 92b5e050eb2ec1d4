using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Whether the labels are of the declared kind. Pure.</summary>
internal static class LabelTypeCheck
{
    public static IReadOnlyList<Finding> Of(Label? label, IReadOnlyList<ColumnStatistics> statistics)
    {
        if (label is not { Type: LabelType.Binary } || statistics.FirstOrDefault(column => column.Column == label.Column) is not { Distinct: > 2 } found) return [];
        var values = (found.Top ?? []).Take(3).Select(value => $"'{value.Value}'").ToList();
        return
        [
            new Finding
            {
                Check = "label", Severity = Severity.Error, Column = label.Column, Value = found.Distinct, Limit = 2,
                Message = $"Label '{label.Column}' is declared Binary and has {found.Distinct} values{(values.Count == 0 ? "" : $", such as {string.Join(", ", values)}")}. Correct the source, or declare it Multiclass.",
            },
        ];
    }
}
