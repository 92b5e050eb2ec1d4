using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Has every function vote on every row: the table <c>votes</c> with the row's id, the pattern of votes, and the class that was known.</summary>
internal sealed class LabelVotes(Connection connection, SnapshotSpec spec)
{
    private readonly CheckGuard guard = new(connection);

    public void Create(IReadOnlyList<LabelFunction> functions, Column label, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(label.Name);
        foreach (var function in functions) RequireValue(function, label, cancellationToken);
        var votes = functions.Select(function => string.Create(CultureInfo.InvariantCulture,
            $"CASE WHEN coalesce({Condition(function, cancellationToken)}, FALSE) THEN '{classes.Index().First(each => each.Item == function.Value).Index}' ELSE '' END"));
        connection.Execute(
            $"""
            CREATE TEMP TABLE votes AS SELECT rowid AS id, concat_ws(',', {string.Join(", ", votes)}) AS pattern,
              CASE WHEN {name} IS NOT NULL THEN CAST(list_position({SqlText.List(classes)}, CAST({name} AS VARCHAR)) - 1 AS BIGINT) END AS known
            FROM staged
            """, cancellationToken);
    }

    private string Condition(LabelFunction function, CancellationToken cancellationToken)
    {
        if (function.Pattern is { } pattern) return $"regexp_matches({SqlText.Identifier(function.Column!)}, {SqlText.Literal(pattern)})";
        if (function.Keywords is { } words)
        {
            var any = string.Join(", '|', ", words.Select(word => $"regexp_escape({SqlText.Literal(word)})"));
            return $@"regexp_matches({SqlText.Identifier(function.Column!)}, concat('(?i)(?:^|[^\pL\pN])(?:', {any}, ')(?:[^\pL\pN]|$)'))";
        }

        var condition = $"CAST(({function.Expression}\n) AS BOOLEAN)";
        guard.Require($"SELECT {condition} FROM {CheckRules.Rows}", [CheckRules.Rows], why => Wrong(function, why));
        Try(function, () => connection.Execute($"SELECT {condition} FROM staged", cancellationToken));
        return condition;
    }

    private void RequireValue(LabelFunction function, Column label, CancellationToken cancellationToken)
    {
        var type = LabelColumns.SqlType(label.Type);
        if (connection.Scalar<string>($"SELECT CAST(TRY_CAST({SqlText.Literal(function.Value)} AS {type}) AS VARCHAR)", cancellationToken) != function.Value)
            throw Wrong(function, $"value '{function.Value}' is no {label.Type} as the label '{label.Name}' writes it");
        if (function.Column is { } looked && spec.Columns.FirstOrDefault(column => column.Name == looked) is not { Type: ColumnType.String })
            throw Wrong(function, $"column '{looked}' is no declared text column");
    }

    private static void Try(LabelFunction function, Func<long> work)
    {
        try
        {
            work();
        }
        catch (DuckDbException failure) when (CheckFailures.IsOfAuthor(failure))
        {
            throw Wrong(function, failure.Message, failure);
        }
    }

    private static StepException Wrong(LabelFunction function, string why, Exception? inner = null) => StepException.Invalid(
        "InvalidLabelFunction", $"Label function '{function.Name}' cannot be used: {why.Split('\n')[0]}.",
        "Write keywords or a pattern for a text column, or a condition over the declared columns, such as amount > 1000.", inner);
}
