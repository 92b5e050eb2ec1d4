using System.Globalization;
using System.Text.Json;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Export;
using Column = Slipway.Contracts.Data.Column;

namespace Slipway.Trainer.Evaluation.Behaviour;

/// <summary>Writes a row that was made for a test as SQL. Pure.</summary>
internal sealed class BehaviourCaseSql(BehaviourTest test, IReadOnlyList<Column> columns, IReadOnlyList<Column> inputs)
{
    internal string Write(BehaviourCase made, int index, string place, string source)
    {
        if (made.Inputs.Keys.FirstOrDefault(name => inputs.All(input => input.Name != name)) is { } unknown)
            throw BehaviourRules.Invalid(test, $"case {index + 1} has a value for '{unknown}', which the model does not read", $"Its inputs are {string.Join(", ", inputs.Select(input => input.Name))}.");
        var name = made.Description ?? string.Create(CultureInfo.InvariantCulture, $"case {index + 1}");
        var values = columns.Select(column => $"CAST({Value(made, column, index)} AS {ParityTable.SqlType(column.Type)}) AS {SqlText.Identifier(column.Name)}");
        return string.Create(CultureInfo.InvariantCulture, $"SELECT CAST({index + 1} AS BIGINT) AS {place}, {SqlText.Literal(name)} AS {source}, {string.Join(", ", values)}");
    }

    private string Value(BehaviourCase made, Column column, int index)
    {
        if (!made.Inputs.TryGetValue(column.Name, out var value)) return "NULL";
        return value.ValueKind switch
        {
            JsonValueKind.Null => "NULL",
            JsonValueKind.String => SqlText.Literal(value.GetString()!),
            JsonValueKind.Number => SqlText.Literal(value.GetRawText()),
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean() ? "TRUE" : "FALSE",
            _ => throw BehaviourRules.Invalid(test, $"case {index + 1} has {value.GetRawText()} for '{column.Name}'", "Give a number, a text, true, false or null."),
        };
    }
}
