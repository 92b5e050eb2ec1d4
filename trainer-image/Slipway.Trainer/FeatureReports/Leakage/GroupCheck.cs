using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using System.Globalization;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>Looks whether groups are in one split alone, and where they are not, what the model is worth for groups that it has not seen.</summary>
internal sealed class GroupCheck(TrainingData data, string column, long seed)
{
    internal GroupHoldout Count(CancellationToken cancellationToken)
    {
        if (data.Manifest.Columns.All(known => known.Name != column))
            throw StepException.Invalid(
                "UnknownGroupColumn", $"evaluation.groupHoldout names column '{column}', which dataset '{data.Manifest.Name}' does not have.", $"Its columns are {string.Join(", ", data.Manifest.Columns.Select(known => known.Name))}.");
        var group = SqlText.Identifier(column);
        var row = data.Run(() =>
        {
            using var result = data.Connection.Query(
                $"SELECT count(*), count(*) FILTER (WHERE g IN (SELECT {group} FROM {TrainingData.Table(Split.Train)} WHERE {group} IS NOT NULL)) FROM (SELECT DISTINCT {group} AS g FROM {TrainingData.Table(Split.Test)} WHERE {group} IS NOT NULL)",
                cancellationToken);
            return result.ReadRows()[0];
        });
        return new GroupHoldout { Column = column, Groups = (long)row[0]!, Shared = (long)row[1]! };
    }

    /// <summary>Trains once more without a fifth of the groups, chosen by hash and seed.</summary>
    internal GroupHoldout HoldOut(GroupHoldout counted, Retraining retraining, CancellationToken cancellationToken)
    {
        var heldOut = string.Create(CultureInfo.InvariantCulture, $"coalesce(md5_number_upper(concat('{seed}', '|', CAST({SqlText.Identifier(column)} AS VARCHAR))) % 5 = 0, false)");
        var rows = data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM {TrainingData.Table(Split.Test)} WHERE {heldOut}", cancellationToken));
        var without = retraining.WithoutRows(column, heldOut, cancellationToken);
        // Rows of one class, or none, have no metric.
        return counted with { Metric = without.Metric, Rows = rows, Known = double.IsFinite(without.With) ? without.With : null, HeldOut = double.IsFinite(without.Without) ? without.Without : null };
    }
}
