using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>Looks at the queries and grades of a ranking before anything is trained.</summary>
internal static class QueryReader
{
    /// <summary>NDCG's gain 2^grade - 1 leaves 32 bits beyond it; XGBoost refuses such labels too.</summary>
    private const int HighestGrade = 31;

    internal static Target Add(Target target, TrainSpec spec, TrainingData data, CancellationToken cancellationToken)
    {
        var qid = spec.Qid ?? throw StepException.Invalid("NoQueryColumn", "qid is not set; a Ranking needs the column whose rows with the same value are one query.", "Set spec.qid of the TrainingJob.");
        if (data.Manifest.Columns.All(column => column.Name != qid))
            throw StepException.Invalid("UnknownQueryColumn", $"qid '{qid}' is no column of dataset '{data.Manifest.Name}'.", $"Its columns are {string.Join(", ", data.Manifest.Columns.Select(known => known.Name))}.");
        foreach (var split in Enum.GetValues<Split>().Where(data.Has))
        {
            Refuse(split, $"{SqlText.Identifier(qid)} IS NULL", "MissingQueries", $"have no value in qid '{qid}'", "Declare the column as not nullable in the dataset, so that such rows are quarantined.");
            Refuse(split, $"{target.ToSql()} NOT BETWEEN 0 AND {HighestGrade} OR {target.ToSql()} <> floor({target.ToSql()})", "NoGrades", $"have a label '{spec.Label}' that is no grade from 0 to {HighestGrade}",
                "A ranking learns from whole grades of relevance, 0 for what does not belong to the query; make such a column, or use task Regression.");
        }

        RefuseShared(qid, data, cancellationToken);
        return target with { QueryColumn = qid };

        void Refuse(Split split, string condition, string reason, string what, string remedy)
        {
            var rows = Count(data, $"SELECT count(*) FROM {TrainingData.Table(split)} WHERE {condition}", cancellationToken);
            if (rows > 0) throw StepException.Refused(reason, $"{rows} of {data.Rows(split)} rows of the {split} split {what}.", remedy);
        }
    }

    // A query that is learned from and measured on says nothing of new ones.
    private static void RefuseShared(string qid, TrainingData data, CancellationToken cancellationToken)
    {
        var splits = string.Join(" UNION ALL ", Enum.GetValues<Split>().Where(data.Has).Select(split => $"SELECT DISTINCT {SqlText.Identifier(qid)} AS query FROM {TrainingData.Table(split)}"));
        var shared = Count(data, $"SELECT count(*) FROM (SELECT query FROM ({splits}) GROUP BY query HAVING count(*) > 1)", cancellationToken);
        if (shared > 0)
            throw StepException.Refused("QueriesInTwoSplits", $"{shared} queries of qid '{qid}' have rows in more than one split.", $"Set splits.key of the Dataset to {qid}, so that the rows of a query stay together.");
    }

    private static long Count(TrainingData data, string sql, CancellationToken cancellationToken) => data.Run(() => data.Connection.Scalar<long>(sql, cancellationToken));
}
