using System.Text;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Snapshot.Extraction;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Rows;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Cleaning;

/// <summary>Does the cleaning steps in their order on the staged rows, and counts what each changed; hashes and splits are those of the cleaned rows.</summary>
/// <remarks>Guarantees: afterwards every column keeps its declared limits, or the snapshot is refused: a step that breaks them is a mistake of its author, not of the source.</remarks>
internal sealed class Cleaner(Connection connection, SnapshotSpec spec)
{
    private readonly CheckGuard guard = new(connection);
    private readonly List<string> columns = [.. CleaningRules.ReadFromSource(spec.Columns, spec.Cleaning).Select(column => SqlText.Identifier(column.Name))];

    /// <returns>What was done; null where there is nothing to do.</returns>
    public CleaningReport? Run(CancellationToken cancellationToken)
    {
        if (spec.Cleaning is not { Count: > 0 } steps) return null;
        var done = steps.Select(step => Run(step, cancellationToken)).ToList();
        Restage(cancellationToken);
        RequireLimits(cancellationToken);
        return new CleaningReport { Digest = Digest.Of(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(steps, ContractsJson.Default.IReadOnlyListCleaningStep))), Steps = done };
    }

    private CleanedStep Run(CleaningStep step, CancellationToken cancellationToken)
    {
        try
        {
            return step.Drop is { } condition ? Drop(step, condition, cancellationToken) : Set(step, cancellationToken);
        }
        catch (DuckDbException failure) when (CheckFailures.IsOfAuthor(failure))
        {
            throw Wrong(step, EngineWords.Of(failure, EngineWords.IsConfidential(spec)), failure);
        }
    }

    private CleanedStep Drop(CleaningStep step, string condition, CancellationToken cancellationToken)
    {
        var sql = $"CAST(({condition}\n) AS BOOLEAN)";
        Require(step, sql);
        var rows = Rows(cancellationToken);
        return new CleanedStep { Name = step.Name, Rows = rows, Dropped = connection.Execute($"DELETE FROM staged WHERE coalesce({sql}, FALSE)", cancellationToken) };
    }

    private CleanedStep Set(CleaningStep step, CancellationToken cancellationToken)
    {
        var target = spec.Columns.First(column => column.Name == (step.Into ?? step.Column));
        var (name, value) = (SqlText.Identifier(target.Name), CleaningSql.Value(step, target));
        Require(step, value);
        if (step.Into is not null)
        {
            connection.Execute($"ALTER TABLE staged ADD COLUMN {name} {new ColumnRule(target).SqlType}", cancellationToken);
            columns.Add(name);
        }

        var changed = connection.Execute($"UPDATE staged SET {name} = {value} WHERE {name} IS DISTINCT FROM {value}", cancellationToken);
        return new CleanedStep
        {
            Name = step.Name, Rows = Rows(cancellationToken), Changed = changed, Missing = connection.Scalar<long>($"SELECT count(*) FROM staged WHERE {name} IS NULL", cancellationToken),
        };
    }

    private void Require(CleaningStep step, string sql) => guard.Require($"SELECT {sql} FROM {CheckRules.Rows}", [CheckRules.Rows], why => Wrong(step, why));

    // Written anew: rows that were changed in place lie beside what they were until the engine is done with it.
    private void Restage(CancellationToken cancellationToken)
    {
        var names = string.Join(", ", spec.Columns.Select(column => SqlText.Identifier(column.Name)));
        var bucket = SplitRule.Bucket(spec.Splits, SplitRule.KeyColumns(spec.Splits, spec.Key, spec.Columns));
        connection.Execute(
            $"CREATE TABLE cleaned AS SELECT {names}, * EXCLUDE ({string.Join(", ", columns)}, {EngineColumns.Hash}, {EngineColumns.Bucket}), md5_number({RowText.Of(spec.Columns)}) AS {EngineColumns.Hash}, {bucket} AS {EngineColumns.Bucket} FROM staged",
            cancellationToken);
        connection.Execute("DROP TABLE staged; ALTER TABLE cleaned RENAME TO staged", cancellationToken);
    }

    private void RequireLimits(CancellationToken cancellationToken)
    {
        var cleaned = spec.Cleaning!.Select(step => step.Into ?? step.Column).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var column in spec.Columns.Where(column => cleaned.Contains(column.Name)))
        {
            var name = SqlText.Identifier(column.Name);
            var faults = new ColumnRule(column).LimitFaults(name, spec.Key?.Contains(column.Name) == true);
            if (column.Type == ColumnType.Float64) faults = faults.Append(($"isinf({name})", "NotFloat64"));
            foreach (var (condition, code) in faults)
            {
                var broken = connection.Scalar<long>($"SELECT count(*) FROM staged WHERE {condition}", cancellationToken);
                if (broken == 0) continue;
                var last = spec.Cleaning!.Last(step => (step.Into ?? step.Column) == column.Name);
                throw StepException.Refused("CleaningBreaksLimits", $"After cleaning step '{last.Name}', {broken} rows break a declared limit of column '{column.Name}' ({code}).",
                    "Correct the step, drop such rows in a step, or change the column's limits.");
            }
        }
    }

    private long Rows(CancellationToken cancellationToken) => connection.Scalar<long>("SELECT count(*) FROM staged", cancellationToken);

    private static StepException Wrong(CleaningStep step, string why, Exception? inner = null) => StepException.Invalid(
        "InvalidCleaning", $"Cleaning step '{step.Name}' cannot be done: {why.Split('\n')[0]}.",
        "Write SQL over the declared columns, such as lower(trim(country)), whose value fits the column's type.", inner);
}
