using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Training.Labels;

/// <summary>Finds the rows that the model is least sure of: unlabelled ones of all splits, or, where every row has a label, those of the validation split.</summary>
internal static class UncertainRows
{
    internal const string FileName = "uncertain.parquet";

    internal static (IReadOnlyList<ListedRow> Rows, long Of, bool Unlabelled) Find(ActiveLearning policy, TrainingData data, Target target, GraphScorer scorer, CancellationToken cancellationToken)
    {
        var unlabelled = Enum.GetValues<Split>().Where(split => data.Unlabelled(split) > 0).Select(split => (Split: split, Table: TrainingData.UnlabelledTable(split))).ToList();
        var tables = unlabelled.Count > 0 ? unlabelled : data.Has(Split.Validation) ? [(Split.Validation, TrainingData.Table(Split.Validation))] : [];
        var found = new List<ListedRow>();
        long seen = 0;
        foreach (var (split, table) in tables)
        {
            var probabilities = new Probabilities(scorer.Score(data, table, [], null, cancellationToken), target.Classes.Count == 2 ? 1 : target.Classes.Count);
            seen += probabilities.Rows;
            found.AddRange(Enumerable.Range(0, probabilities.Rows)
                .Select(row => new ListedRow(table, split, row + 1, probabilities.Best(row), probabilities.Of(row, probabilities.Best(row)), Uncertainty(policy.Method, probabilities, row)))
                .OrderByDescending(row => row.Score).ThenBy(row => row.Place).Take(policy.Rows));
        }

        return ([.. found.OrderByDescending(row => row.Score).ThenBy(row => row.Split).ThenBy(row => row.Place).Take(policy.Rows)], seen, unlabelled.Count > 0);
    }

    /// <summary>How unsure a row is, 0 to 1.</summary>
    internal static double Uncertainty(UncertaintyMethod method, Probabilities probabilities, int row)
    {
        var all = Enumerable.Range(0, probabilities.Classes).Select(name => probabilities.Of(row, name)).OrderDescending().ToList();
        return method == UncertaintyMethod.Margin
            ? 1 - (all[0] - all[1])
            : -all.Where(chance => chance > 0).Sum(chance => chance * Math.Log(chance)) / Math.Log(all.Count);
    }
}
