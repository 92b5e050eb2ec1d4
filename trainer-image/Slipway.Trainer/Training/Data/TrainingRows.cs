using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Data;

/// <summary>The rows that the learner sees: those of the train split, weighted or resampled by class. No other split is ever touched.</summary>
/// <param name="Source">Query in parentheses with label and, where there are weights, weight beside the columns.</param>
/// <param name="IsWeighted">Whether there are weights.</param>
/// <param name="Balance">The classes; null for a regression.</param>
internal sealed record TrainingRows(string Source, bool IsWeighted, ClassBalance? Balance)
{
    internal const string Weight = "__slipway_weight";

    /// <summary>Whether the number of its query is beside each row.</summary>
    internal bool IsRanked { get; init; }

    private const string Row = "__slipway_row";

    private Func<string, string> Shape { get; init; } = labelled => labelled;

    /// <summary>Other rows, with labels beside their columns, weighted or resampled as those of the train split are.</summary>
    internal TrainingRows Like(string labelled) => this with { Source = Shape(labelled) };

    internal static TrainingRows Of(TrainSpec spec, TrainingData data, Target target, CancellationToken cancellationToken)
    {
        var rows = data.Rows(Split.Train);
        var counts = target.TrainShares.Select(share => (long)Math.Round(share * rows)).ToList();
        var factors = Factors(spec.Imbalance, counts);
        var column = spec.Weight ?? data.Manifest.Sampling?.ImportanceWeight;
        if (column is not null) RequireWeights(data, column, cancellationToken);
        var weights = new[] { column is null ? null : $"CAST({SqlText.Identifier(column)} AS DOUBLE)", spec.Imbalance?.Method == ImbalanceMethod.ClassWeights ? PerClass(factors) : null }.OfType<string>().ToList();
        string Shape(string labelled)
        {
            var source = spec.Imbalance is { Method: ImbalanceMethod.Oversample or ImbalanceMethod.Undersample } ? Resampled(labelled, factors, spec.Seed) : labelled;
            return weights.Count > 0 ? $"(SELECT *, {string.Join(" * ", weights)} AS {Weight} FROM {source})" : source;
        }

        return new TrainingRows(Shape(target.Source(Split.Train)), weights.Count > 0, counts.Count == 0 ? null : new ClassBalance
        {
            Classes = [.. target.Classes.Select((name, index) => new ClassShare(name, counts[index], Math.Round(factors[index], 6)))],
            Skew = Math.Round((double)counts.Max() / Math.Max(1, counts.Min()), 3),
            Method = spec.Imbalance?.Method ?? ImbalanceMethod.None,
        })
        {
            IsRanked = target.QueryColumn is not null,
            Shape = Shape,
        };
    }

    /// <summary>By how much the rows of each class are repeated, left out or weighted.</summary>
    internal static IReadOnlyList<double> Factors(ImbalancePolicy? policy, IReadOnlyList<long> counts)
    {
        double largest = counts.DefaultIfEmpty().Max(), smallest = counts.DefaultIfEmpty().Min(), total = counts.Sum();
        return [.. counts.Select(count => policy?.Method switch
        {
            ImbalanceMethod.ClassWeights => total / (counts.Count * count),
            ImbalanceMethod.Oversample => Math.Max(1, policy.Ratio * largest / count),
            ImbalanceMethod.Undersample => Math.Min(1, smallest / policy.Ratio / count),
            _ => 1,
        })];
    }

    // A factor of 2.3 repeats every row twice and three in ten once more, chosen by a hash of the row's place and the seed.
    private static string Resampled(string source, IReadOnlyList<double> factors, long seed)
    {
        var chance = RowHash.Chance($"concat({seed.ToString(CultureInfo.InvariantCulture)}, '|', {Row})");
        var factor = PerClass(factors);
        return $"(SELECT * EXCLUDE ({Row}, __slipway_copy) FROM (SELECT *, unnest(range(CAST(floor({factor}) AS BIGINT) + CASE WHEN {chance} < {factor} - floor({factor}) THEN 1 ELSE 0 END)) AS __slipway_copy "
            + $"FROM (SELECT *, row_number() OVER () AS {Row} FROM {source})))";
    }

    private static string PerClass(IReadOnlyList<double> factors) =>
        $"(CASE CAST({Target.Alias} AS BIGINT) {string.Join(' ', factors.Select((factor, index) => string.Create(CultureInfo.InvariantCulture, $"WHEN {index} THEN CAST({factor:R} AS DOUBLE)")))} END)";

    private static void RequireWeights(TrainingData data, string column, CancellationToken cancellationToken)
    {
        if (data.Manifest.Columns.FirstOrDefault(each => each.Name == column)?.Type is not (Contracts.Data.ColumnType.Float64 or Contracts.Data.ColumnType.Int64))
            throw StepException.Invalid("UnknownWeight", $"weight '{column}' is no numeric column of dataset '{data.Manifest.Name}'.", "Name a column with a number for each row, or leave weight out.");
        var name = SqlText.Identifier(column);
        var wrong = data.Run(() => data.Connection.Scalar<long>(
            $"SELECT count(*) FROM {TrainingData.Table(Split.Train)} WHERE {name} IS NULL OR NOT isfinite(CAST({name} AS DOUBLE)) OR {name} < 0", cancellationToken));
        if (wrong > 0)
            throw StepException.Refused("InvalidWeights", $"{wrong} rows of the train split have a weight '{column}' that is missing, negative or infinite.", "Give every row a weight of 0 or more; 0 leaves it out.");
    }
}
