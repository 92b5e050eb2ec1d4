using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Export;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Makes the variations of a test's rows.</summary>
internal sealed class Variations(RunContext run, PreparedData prepared, BehaviourTest test, BehaviourRows rows)
{
    private const double DefaultNoise = 0.1;
    private const int MostValues = 20;

    internal IReadOnlyList<Variation> Make(CancellationToken cancellationToken)
    {
        if (test.Type == BehaviourType.Perturbation) return [Noise(cancellationToken)];
        var column = rows.Column(test.Column!);
        if (prepared.Program.Inputs.All(input => input.Name != column.Name))
            run.Warn($"Behaviour test '{test.Name}' changes column '{column.Name}', which the model does not read: it holds by itself.");
        return test.Type == BehaviourType.Invariance ? [.. Values(column, cancellationToken)] : [Raised(column, cancellationToken)];
    }

    private IEnumerable<Variation> Values(Column column, CancellationToken cancellationToken)
    {
        // Values that were found in a column that concerns persons are not told.
        var told = test.Values is not null || !Protections.IsConfidential(column);
        var values = test.Values ?? rows.Frequent(column, MostValues, cancellationToken);
        if (values.Count < 2) throw BehaviourRules.Invalid(test, $"column '{column.Name}' has {values.Count} value in the rows to test, so that nothing can be flipped", "Give values, at least two.");
        var type = ParityTable.SqlType(column.Type);
        foreach (var value in values)
        {
            if (!rows.CanCast(value, type, cancellationToken)) throw BehaviourRules.Invalid(test, $"value '{value}' is no {column.Type}, which column '{column.Name}' is", "Correct values.");
            yield return new Variation([(column.Name, $"CAST({SqlText.Literal(value)} AS {type})")], new HashSet<int>(), told ? value : null);
        }
    }

    private Variation Raised(Column column, CancellationToken cancellationToken)
    {
        RequireNumber(column);
        var name = SqlText.Identifier(column.Name);
        var by = test.By!.Value;
        if (column.Type == ColumnType.Int64 && Math.Truncate(by) != by) throw BehaviourRules.Invalid(test, $"by is {by.ToString(CultureInfo.InvariantCulture)}, and column '{column.Name}' has whole numbers", "Give by as a whole number.");
        return new Variation([(column.Name, Cast(column, $"CAST({name} AS DOUBLE) + ({by.ToString("R", CultureInfo.InvariantCulture)})"))], rows.Missing(column, cancellationToken));
    }

    // Each column has noise of its own, drawn from the row's place, so that the same rows give the same verdict.
    private Variation Noise(CancellationToken cancellationToken)
    {
        List<Column> columns = test.Columns is { } named ? [.. named.Select(rows.Column)] : [.. prepared.Program.Inputs.Where(input => input.Type is ColumnType.Float64 or ColumnType.Int64)];
        columns.ForEach(RequireNumber);
        if (columns.Count == 0) throw BehaviourRules.Invalid(test, "the model reads no numeric column", "Remove the test.");
        var changes = new List<(string, string)>();
        foreach (var column in columns)
        {
            var size = (test.Noise ?? DefaultNoise) * rows.Deviation(column, cancellationToken);
            var chance = (string draw) => RowHash.Chance($"concat({SqlText.Literal(string.Create(CultureInfo.InvariantCulture, $"{run.Spec.Seed}|{column.Name}|{draw}|"))}, {BehaviourRows.Place})");
            // Box and Muller (1958).
            var normal = $"sqrt(-2 * ln({chance("radius")})) * cos(2 * pi() * {chance("angle")})";
            changes.Add((column.Name, Cast(column, $"CAST({SqlText.Identifier(column.Name)} AS DOUBLE) + {size.ToString("R", CultureInfo.InvariantCulture)} * {normal}")));
        }

        return new Variation(changes, new HashSet<int>());
    }

    private static string Cast(Column column, string number) => column.Type == ColumnType.Int64 ? $"CAST(round({number}) AS BIGINT)" : number;

    private void RequireNumber(Column column)
    {
        if (column.Type is not (ColumnType.Float64 or ColumnType.Int64)) throw BehaviourRules.Invalid(test, $"column '{column.Name}' is {column.Type}, and a number is needed", "Name numeric columns alone.");
    }
}
