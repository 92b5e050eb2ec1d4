using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Training.Data;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Training;

/// <summary>Describes the inputs of the model: type, whether required, and the range seen in training.</summary>
internal static class InputRanges
{
    internal static IReadOnlyList<TensorSignature> Describe(TrainingData data, FeatureProgram program, CancellationToken cancellationToken)
    {
        var numeric = program.Inputs.Where(input => input.Type != ColumnType.String).ToArray();
        var ranges = new Dictionary<string, (double? Min, double? Max)>(StringComparer.Ordinal);
        if (numeric.Length > 0)
        {
            var items = numeric.Select(Number).SelectMany(number => new[] { $"min({number})", $"max({number})" });
            var row = data.Run(() =>
            {
                using var result = data.Connection.Query($"SELECT {string.Join(", ", items)} FROM {TrainingData.Table(Split.Train)}", cancellationToken);
                return result.ReadRows()[0];
            });
            for (var i = 0; i < numeric.Length; i++) ranges[numeric[i].Name] = (Finite(row[2 * i]), Finite(row[(2 * i) + 1]));
        }

        return [.. program.Inputs.Select(input => Describe(input, program, ranges.GetValueOrDefault(input.Name)))];
    }

    private static TensorSignature Describe(Column input, FeatureProgram program, (double? Min, double? Max) range) => new()
    {
        Name = input.Name,
        Datatype = input.Type == ColumnType.String ? "BYTES" : "FP64",
        Shape = [-1, 1],
        Required = program.RequiredInputs.Contains(input.Name),
        Min = range.Min,
        Max = range.Max,
    };

    private static string Number(Column input)
    {
        var name = SqlText.Identifier(input.Name);
        return input.Type switch
        {
            ColumnType.Timestamp or ColumnType.Date => $"CAST(epoch({name}) AS DOUBLE)",
            ColumnType.Float64 => $"CASE WHEN isfinite(CAST({name} AS DOUBLE)) THEN CAST({name} AS DOUBLE) END",
            _ => $"CAST({name} AS DOUBLE)",
        };
    }

    private static double? Finite(object? value) => value is double number && double.IsFinite(number) ? number : null;
}
