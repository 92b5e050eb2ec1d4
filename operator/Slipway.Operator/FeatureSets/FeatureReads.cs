using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Features;
using Slipway.Features.Joins;

namespace Slipway.Operator.FeatureSets;

/// <summary>Columns that training reads by a definition: those of features and expectations, and those that rows are joined by.</summary>
internal static class FeatureReads
{
    /// <summary>Of the Dataset first, then of each join in order.</summary>
    public static IReadOnlyList<ColumnsRead> Of(FeatureSetSpec spec, Dataset dataset, FeatureProgram program, IReadOnlyList<ResolvedJoin> joins)
    {
        var read = program.ReadColumns.ToHashSet(StringComparer.Ordinal);
        var own = read.Concat(joins.SelectMany(join => join.Definition.Keys.Select(key => key.Column))).Concat(joins.Count > 0 && dataset.Spec.EventTime is { } time ? [time] : []).ToHashSet(StringComparer.Ordinal);
        return
        [
            new ColumnsRead { Dataset = spec.Dataset, Columns = [.. DatasetColumns.Of(dataset)!.Select(column => column.Name).Where(own.Contains)] },
            .. joins.Select(join => new ColumnsRead { Dataset = join.Definition.Dataset, Columns = Of(join, read) }),
        ];
    }

    private static List<string> Of(ResolvedJoin join, HashSet<string> read) =>
        [.. join.Entity.Append(join.Source.EventTime).Append(join.Definition.KnownAt).Concat(Values(join, read)).OfType<string>().Distinct()];

    // A column that a join names is asked for, even if no feature reads it.
    private static IEnumerable<string?> Values(ResolvedJoin join, HashSet<string> read) => join.Definition.Window is { } window
        ? window.Aggregates.Select(aggregate => aggregate.Column)
        : join.Columns.Where(column => read.Contains(column.Column.Name) || join.Definition.Columns is not null).Select(column => column.Name);
}
