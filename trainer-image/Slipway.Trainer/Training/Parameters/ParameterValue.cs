using System.Globalization;
using System.Text.Json;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Training.Parameters;

/// <summary>Checks the kind of one value and writes it as XGBoost reads it; ranges are XGBoost's to check.</summary>
internal static class ParameterValue
{
    internal static string Text(string name, JsonElement value) => (ParameterNames.Kinds[name], value.ValueKind) switch
    {
        (ParameterKind.Number, JsonValueKind.Number) => value.GetRawText(),
        (ParameterKind.Integer, JsonValueKind.Number) when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        (ParameterKind.Flag, JsonValueKind.True) => "1",
        (ParameterKind.Flag, JsonValueKind.False) => "0",
        (ParameterKind.Flag, JsonValueKind.Number) => value.GetRawText(),
        (ParameterKind.Text or ParameterKind.TextOrList, JsonValueKind.String) => value.GetString()!,
        // Constraints are nested lists; XGBoost reads them as text.
        (ParameterKind.Text, JsonValueKind.Array) when name.EndsWith("_constraints", StringComparison.Ordinal) => Constraints(name, value),
        (var kind, _) => throw Wrong(name, value, kind),
    };

    internal static int Positive(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw StepException.Invalid("InvalidHyperparameter", $"hyperparameters.{name} is {value.GetRawText()}.", "Give a whole number of at least 1.");

    internal static IReadOnlyList<string> Texts(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Wrong(name, value, ParameterKind.TextOrList),
    };

    private static string Constraints(string name, JsonElement value) => name == "monotone_constraints" ? $"({value.GetRawText().Trim('[', ']')})" : value.GetRawText();

    private static StepException Wrong(string name, JsonElement value, ParameterKind kind) => StepException.Invalid(
        "InvalidHyperparameter",
        $"hyperparameters.{name} is {value.GetRawText()}, which is not {Describe(kind)}.",
        $"Give {Describe(kind)}, as XGBoost's parameter {name} wants it.");

    private static string Describe(ParameterKind kind) => kind switch
    {
        ParameterKind.Number => "a number",
        ParameterKind.Integer => "a whole number",
        ParameterKind.Flag => "true or false",
        ParameterKind.TextOrList => "a text or a list of texts",
        _ => "a text",
    };
}
