using System.Text.Json;

namespace Slipway.Contracts.Training;

/// <summary>How many rounds hyperparameters ask for.</summary>
public static class TrainingBudget
{
    /// <summary>Boosting rounds when the hyperparameters say none.</summary>
    public const int DefaultRounds = 100;

    /// <summary>XGBoost's names of the number of rounds.</summary>
    public static IReadOnlyList<string> Names { get; } = ["num_boost_round", "n_estimators", "num_round"];

    /// <summary>Boosting rounds at most.</summary>
    public static int Rounds(IReadOnlyDictionary<string, JsonElement>? hyperparameters)
    {
        foreach (var name in Names)
            if (hyperparameters?.TryGetValue(name, out var value) == true && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var rounds) && rounds > 0) return rounds;
        return DefaultRounds;
    }
}
