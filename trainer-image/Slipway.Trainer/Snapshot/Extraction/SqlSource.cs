using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Rows computed by SQL over pinned versions of other datasets, each of them a view of the dataset's name.</summary>
internal static class SqlSource
{
    /// <param name="connection">The engine.</param>
    /// <param name="spec">The specification.</param>
    /// <param name="warnings">Where oddities are told.</param>
    /// <param name="apart">Whether the SQL has to run by itself: a statement that carries the key must hold no SQL of somebody else, which could ask for its parameters.</param>
    public static RawRelation Relation(Connection connection, SnapshotSpec spec, WarningList warnings, bool apart = false) => Guarded(spec, () =>
    {
        var rows = $"({spec.Source.Sql!.Trim().TrimEnd(';')}\n)";
        if (!apart) return DescribedRelation.Of(connection, rows, spec.Columns, warnings, []);
        connection.Execute($"CREATE TEMP TABLE source_rows AS SELECT * FROM {rows}");
        return DescribedRelation.Of(connection, "source_rows", spec.Columns, warnings, []);
    });

    /// <summary>Does something with the SQL, whose errors are its author's.</summary>
    public static T Guarded<T>(SnapshotSpec spec, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException wrong) when (spec.Source.Sql is not null)
        {
            throw StepException.Invalid("InvalidSql", $"spec.source.sql: {EngineWords.Of(wrong, EngineWords.IsConfidential(spec))}",
                $"Correct the SELECT; the datasets it may read are {string.Join(", ", (spec.Parents ?? []).Select(parent => parent.Name))}.", wrong);
        }
    }
}
