using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Rows computed by SQL over pinned versions of other datasets, each of them a view of the dataset's name.</summary>
internal static class SqlSource
{
    public static RawRelation Relation(Connection connection, SnapshotSpec spec, WarningList warnings) =>
        Guarded(spec, () => DescribedRelation.Of(connection, $"({spec.Source.Sql!.Trim().TrimEnd(';')})", spec.Columns, warnings, []));

    /// <summary>Does something with the SQL, whose errors are its author's.</summary>
    public static T Guarded<T>(SnapshotSpec spec, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException wrong) when (spec.Source.Sql is not null)
        {
            throw StepException.Invalid("InvalidSql", $"spec.source.sql: {wrong.Message}",
                $"Correct the SELECT; the datasets it may read are {string.Join(", ", (spec.Parents ?? []).Select(parent => parent.Name))}.", wrong);
        }
    }
}
